/** Where a search stands, and what it must remember to go on: everything of a checkpoint but the tensors. */
import { genotypeToPython } from '../../../src-shared/genotype/print.ts';
import type { Genotype } from '../../../src-shared/genotype/types.ts';
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import { measured, measuredValue } from '../../../src-shared/run/events.ts';
import { type CheckpointState, configDigest } from '../run/checkpoint.ts';

export interface StepSums {
  readonly loss: number;
  readonly correct: number;
  readonly images: number;
  readonly seconds: number;
  readonly dataWait: number;
}

const NOTHING: StepSums = { loss: 0, correct: 0, images: 0, seconds: 0, dataWait: 0 };

export class Progress {
  /** Weight steps done. */
  step = 0;
  /** Epoch and weight steps done in it. */
  epoch = 0;
  stepInEpoch = 0;
  /** Sums over the steps of this epoch. */
  sums: StepSums = NOTHING;
  /** Genotype (authors' notation) and validation accuracy of each finished epoch. */
  epochs: { genotype: string; validationAccuracy: number }[] = [];
  lanczosStart: Float64Array | undefined;

  static from(state: CheckpointState): Progress {
    const progress = new Progress();
    const { running } = state;
    progress.step = state.step;
    progress.epoch = state.epoch;
    progress.stepInEpoch = state.stepInEpoch;
    progress.sums = { ...running, loss: measuredValue(running.loss) };
    progress.epochs = state.epochs.map(({ genotype, validationAccuracy }) => ({
      genotype,
      validationAccuracy: measuredValue(validationAccuracy),
    }));
    progress.lanczosStart = state.lanczosStart && Float64Array.from(state.lanczosStart);
    return progress;
  }

  stepDone(sums: StepSums): void {
    this.step++;
    this.stepInEpoch++;
    this.sums = {
      loss: this.sums.loss + sums.loss,
      correct: this.sums.correct + sums.correct,
      images: this.sums.images + sums.images,
      seconds: this.sums.seconds + sums.seconds,
      dataWait: this.sums.dataWait + sums.dataWait,
    };
  }

  measured(genotype: Genotype, validationAccuracy: number): void {
    this.epochs.push({ genotype: genotypeToPython(genotype), validationAccuracy });
  }

  nextEpoch(): void {
    this.epoch++;
    this.stepInEpoch = 0;
    this.sums = NOTHING;
  }

  state(config: SearchConfig): CheckpointState {
    return {
      step: this.step,
      epoch: this.epoch,
      stepInEpoch: this.stepInEpoch,
      config,
      configDigest: configDigest(config),
      ...(this.lanczosStart ? { lanczosStart: [...this.lanczosStart] } : {}),
      epochs: this.epochs.map(({ genotype, validationAccuracy }) => ({
        genotype,
        validationAccuracy: measured(validationAccuracy),
      })),
      running: { ...this.sums, loss: measured(this.sums.loss) },
      method: {},
    };
  }

  /**
   * The epoch whose genotype the run ends with, by the rule of the configuration; the first on ties. Epochs
   * before the first α step still hold the random initial alphas: `best-validation` leaves them out.
   */
  selectedEpoch({ select, selectEpoch, alphaStartEpoch }: SearchConfig): number {
    const last = this.epochs.length - 1;
    if (select !== 'best-validation') return select === 'epoch' ? selectEpoch : last;
    const first = Math.min(alphaStartEpoch, last);
    const accuracy = (epoch: number): number => this.epochs[epoch]!.validationAccuracy;
    let best = first;
    for (let epoch = first; epoch <= last; epoch++) if (accuracy(epoch) > accuracy(best)) best = epoch;
    return best;
  }
}
