import { describe, expect, it } from 'vitest';
import { aggregate, aggregateBySteps } from './aggregate.ts';

describe('an aggregate', () => {
  it('is mean, sample standard deviation and count', () => {
    const found = aggregate([2, 4, 4, 4, 5, 5, 7, 9]);
    expect([found?.mean, found?.n]).toEqual([5, 8]);
    expect(found?.std).toBeCloseTo(Math.sqrt(32 / 7), 12);
  });

  it('has no deviation for a single number, and does not exist for none', () => {
    expect(aggregate([3])).toEqual({ mean: 3, std: null, n: 1 });
    expect(aggregate([])).toBeUndefined();
  });
});

describe('a band', () => {
  const point = (step: number, value: number | 'NaN') => ({ step, epoch: step - 1, value });

  it('aggregates by exact step, in order, over the runs that have it', () => {
    const band = aggregateBySteps([
      [point(1, 1), point(2, 10)],
      [point(1, 3), point(3, 5)],
    ]);
    expect(band).toEqual([
      { step: 1, epoch: 0, mean: 2, std: Math.SQRT2, n: 2 },
      { step: 2, epoch: 1, mean: 10, std: null, n: 1 },
      { step: 3, epoch: 2, mean: 5, std: null, n: 1 },
    ]);
  });

  it('counts only finite values, and has no point where there is none', () => {
    expect(aggregateBySteps([[point(1, 'NaN'), point(2, 'NaN')], [point(1, 4)]])).toEqual([
      { step: 1, epoch: 0, mean: 4, std: null, n: 1 },
    ]);
    expect(aggregateBySteps([])).toEqual([]);
  });
});
