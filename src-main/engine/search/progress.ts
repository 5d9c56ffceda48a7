/** Where a search stands, and what it must remember to go on: everything of a checkpoint but the tensors. */
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import { stageAt } from '../../../src-shared/run/stages.ts';
import { measured, measuredValue } from '../../../src-shared/run/events.ts';
import { configDigest } from '../run/checkpoint.ts';
import { StepProgress } from '../training/stepProgress.ts';
import type { Discrete } from './discretise.ts';
import type { SearchCheckpoint } from './searchCheckpoint.ts';
import type { FinishedEpoch } from './stopRules.ts';

export class Progress extends StepProgress {
  /** The finished epochs. */
  epochs: (FinishedEpoch & { readonly validationAccuracy: number })[] = [];
  lanczosStart: Float64Array | undefined;
  /** α steps since the supernet began. */
  alphaSteps = 0;
  /** What the rules of the method remember, by their name. */
  method: Record<string, unknown> = {};

  static from(state: SearchCheckpoint): Progress {
    const progress = new Progress();
    progress.resume(state);
    return progress;
  }

  /** Stands where a checkpoint was written. */
  resume(state: SearchCheckpoint): void {
    this.restore(state);
    this.alphaSteps = state.alphaSteps;
    this.method = { ...state.method };
    this.epochs = state.epochs.map(({ validationAccuracy, lambdaMax, ...rest }) => ({
      ...rest,
      validationAccuracy: measuredValue(validationAccuracy),
      lambdaMax: measuredValue(lambdaMax),
    }));
    this.lanczosStart = state.lanczosStart && Float64Array.from(state.lanczosStart);
  }

  measured({ text, ranking }: Pick<Discrete, 'text' | 'ranking'>, validationAccuracy: number): void {
    this.epochs.push({ genotype: text, ranking, validationAccuracy, lambdaMax: NaN });
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
      alphaSteps: this.alphaSteps,
      method: { ...this.method },
    };
  }

  /**
   * The epoch whose genotype the run ends with, by the rule of the configuration; the first on ties. Epochs
   * before the first α step of a stage still hold the random initial alphas: `best-validation` leaves them out.
   */
  selectedEpoch(config: SearchConfig): number {
    const { select, selectEpoch } = config;
    const last = this.epochs.length - 1;
    if (select !== 'best-validation') return select === 'epoch' ? selectEpoch : last;
    const accuracy = (epoch: number): number => this.epochs[epoch]!.validationAccuracy;
    const searched = this.epochs.flatMap((_, epoch) => {
      const { begins, config: stage } = stageAt(config, epoch);
      return epoch - begins >= stage.alphaStartEpoch ? [epoch] : [];
    });
    return searched.reduce(
      (best, epoch) => (accuracy(epoch) > accuracy(best) ? epoch : best),
      searched[0] ?? last,
    );
  }
}
