import { describe, expect, test } from 'vitest';
import type { LambdaPoint } from '../../../src-shared/run/stopRules.ts';
import { crossings, stopLine } from './stopRule.ts';

const series = (values: readonly number[]): LambdaPoint[] => values.map((value, epoch) => ({ epoch, value }));

describe('the guide line', () => {
  test('is 1.3 times the least value so far', () => {
    expect(stopLine(series([0.2, 0.1, 0.4]))).toEqual([
      { epoch: 1, value: 1.3 * 0.2 },
      { epoch: 2, value: 1.3 * 0.1 },
    ]);
  });

  test('is crossed where λ_max rises over it, once per rise', () => {
    expect(crossings(series([0.1, 0.2, 0.3, 0.11, 0.5, NaN]))).toEqual([1, 4]);
  });

  test('takes no value that is negative or not finite for the least', () => {
    expect(crossings(series([-0.1, NaN, 0.2, 0.2]))).toEqual([]);
  });
});
