import { describe, expect, it } from 'vitest';
import { evalConfigSchema } from '../../../src-shared/run/evalConfig.ts';
import { type EpochAccuracies, EvaluationProgress } from './evaluationProgress.ts';

function after(...epochs: EpochAccuracies[]): EvaluationProgress {
  const progress = new EvaluationProgress();
  progress.epochs = epochs;
  return progress;
}

describe('the epoch whose test accuracy is reported', () => {
  const progress = after(
    { testAccuracy: 0.1, validationAccuracy: 0.9 },
    { testAccuracy: 0.5, validationAccuracy: 0.2 },
    { testAccuracy: 0.5, validationAccuracy: NaN },
    { testAccuracy: 0.3, validationAccuracy: 0.9 },
  );

  it.each([
    ['last', 3],
    ['best-test', 1],
    ['best-validation', 0],
  ] as const)('by the rule %s is epoch %i, the first on ties', (select, epoch) => {
    expect(progress.selectedEpoch({ select })).toBe(epoch);
  });
});

describe('a checkpoint of an evaluation', () => {
  it('brings everything back, NaN included', () => {
    const config = evalConfigSchema.parse({ kind: 'evaluation', genotype: 'any' });
    const progress = after({ testAccuracy: NaN }, { testAccuracy: 0.5, validationAccuracy: 0.25 });
    progress.stepDone({ loss: NaN, correct: 3, images: 4, seconds: 1, dataWait: 0.5 });
    expect(EvaluationProgress.from(progress.state(config))).toEqual(progress);
  });
});
