/** Where a search stands, and what it must remember to go on: everything of a checkpoint but the tensors. */
import { genotypeToPython } from '../../../src-shared/genotype/print.ts';
import type { Genotype } from '../../../src-shared/genotype/types.ts';
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import { measured, measuredValue } from '../../../src-shared/run/events.ts';
import { configDigest } from '../run/checkpoint.ts';
import { StepProgress } from '../training/stepProgress.ts';
import type { SearchCheckpoint } from './searchCheckpoint.ts';
import type { FinishedEpoch } from './stopRules.ts';

export class Progress extends StepProgress {
  /** The finished epochs. */
  epochs: (FinishedEpoch & { readonly validationAccuracy: number })[] = [];
  lanczosStart: Float64Array | undefined;

  static from(state: SearchCheckpoint): Progress {
    const progress = new Progress();
    progress.restore(state);
    progress.epochs = state.epochs.map(({ validationAccuracy, lambdaMax, ...rest }) => ({
      ...rest,
      validationAccuracy: measuredValue(validationAccuracy),
      lambdaMax: measuredValue(lambdaMax),
    }));
    progress.lanczosStart = state.lanczosStart && Float64Array.from(state.lanczosStart);
    return progress;
  }

  measured(genotype: Genotype, ranking: string, validationAccuracy: number): void {
    this.epochs.push({ genotype: genotypeToPython(genotype), ranking, validationAccuracy, lambdaMax: NaN });
  }

  /** λ_max after the epoch that was measured last. */
  measuredCurvature(lambdaMax: number): void {
    const last = this.epochs.pop();
    if (last) this.epochs.push({ ...last, lambdaMax });
  }

  state(config: SearchConfig): SearchCheckpoint {
    return {
      ...this.position(),
      config,
      configDigest: configDigest(config),
      ...(this.lanczosStart ? { lanczosStart: [...this.lanczosStart] } : {}),
      epochs: this.epochs.map(({ validationAccuracy, lambdaMax, ...rest }) => ({
        ...rest,
        validationAccuracy: measured(validationAccuracy),
        lambdaMax: measured(lambdaMax),
      })),
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
