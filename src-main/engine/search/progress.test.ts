import { describe, expect, it } from 'vitest';
import { searchConfigSchema } from '../../../src-shared/run/config.ts';
import { Progress } from './progress.ts';

function after(...accuracies: number[]): Progress {
  const progress = new Progress();
  progress.epochs = accuracies.map((validationAccuracy) => ({
    genotype: '',
    ranking: '4567',
    lambdaMax: validationAccuracy / 2,
    validationAccuracy,
  }));
  return progress;
}

describe('the selected epoch', () => {
  const config = searchConfigSchema.parse({ alphaStartEpoch: 2, epochs: 5 });

  it('is the first with the best validation accuracy, warm-up left out', () => {
    expect(after(0.9, 0.1, 0.3, 0.5, 0.5).selectedEpoch(config)).toBe(3);
  });

  it('is the last when every epoch was warm-up', () => {
    expect(after(0.9, 0.1).selectedEpoch(config)).toBe(1);
  });

  it('is the last, or the given one, when the rule says so', () => {
    expect(after(0.9, 0.1, 0.3).selectedEpoch({ ...config, select: 'last' })).toBe(2);
    expect(after(0.9, 0.1, 0.3).selectedEpoch({ ...config, select: 'epoch', selectEpoch: 1 })).toBe(1);
  });
});

describe('a checkpoint of the progress', () => {
  it('brings everything back, NaN included', () => {
    const config = searchConfigSchema.parse({});
    const progress = after(0.5, NaN);
    progress.stepDone({ loss: 2, correct: 3, images: 4, seconds: 1, dataWait: 0 });
    progress.nextEpoch();
    progress.stepDone({ loss: NaN, correct: 1, images: 4, seconds: 1, dataWait: 0.5 });
    progress.lanczosStart = Float64Array.of(0.1, -0.2);
    expect(Progress.from(progress.state(config))).toEqual(progress);
  });
});
