/** Where an evaluation stands: everything of a checkpoint but the tensors. */
import type { EvalConfig, EvaluationRule } from '../../../src-shared/run/evalConfig.ts';
import { measured, measuredValue } from '../../../src-shared/run/events.ts';
import { configDigest } from '../run/checkpoint.ts';
import { StepProgress } from '../training/stepProgress.ts';
import type { EvaluationCheckpoint } from './evaluationCheckpoint.ts';

export interface EpochAccuracies {
  readonly testAccuracy: number;
  /** On held-out training images, where there are any. */
  readonly validationAccuracy?: number | undefined;
}

/** What a rule goes by; the largest wins. */
const MERITS: Readonly<Record<EvaluationRule, (accuracies: EpochAccuracies, epoch: number) => number>> = {
  last: (_, epoch) => epoch,
  'best-test': ({ testAccuracy }) => testAccuracy,
  'best-validation': ({ validationAccuracy = NaN }) => validationAccuracy,
};

export class EvaluationProgress extends StepProgress {
  epochs: EpochAccuracies[] = [];

  static from(state: EvaluationCheckpoint): EvaluationProgress {
    const progress = new EvaluationProgress();
    progress.restore(state);
    progress.epochs = state.epochs.map(({ testAccuracy, validationAccuracy }) => ({
      testAccuracy: measuredValue(testAccuracy),
      ...(validationAccuracy === undefined ? {} : { validationAccuracy: measuredValue(validationAccuracy) }),
    }));
    return progress;
  }

  state(config: EvalConfig): EvaluationCheckpoint {
    return {
      ...this.position(),
      config,
      configDigest: configDigest(config),
      epochs: this.epochs.map(({ testAccuracy, validationAccuracy }) => ({
        testAccuracy: measured(testAccuracy),
        ...(validationAccuracy === undefined ? {} : { validationAccuracy: measured(validationAccuracy) }),
      })),
    };
  }

  /** The epoch whose test accuracy the run reports, by the rule of the configuration; the first on ties. */
  selectedEpoch({ select }: Pick<EvalConfig, 'select'>): number {
    let best = 0;
    this.epochs.forEach((accuracies, epoch) => {
      const merit = MERITS[select];
      if (merit(accuracies, epoch) > merit(this.epochs[best]!, best)) best = epoch;
    });
    return best;
  }
}
