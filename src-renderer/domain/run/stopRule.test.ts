import { describe, expect, test } from 'vitest';
import { crossings, earlyStop, stopLine, type LambdaPoint } from './stopRule.ts';

const series = (values: readonly number[]): LambdaPoint[] => values.map((value, epoch) => ({ epoch, value }));
const constant = (epochs: number): number[] => Array.from({ length: epochs }, () => 0.2);

describe('DARTS-ES', () => {
  test('goes on while λ_max does not rise', () => {
    expect(earlyStop(series(constant(50)), 50)).toBeUndefined();
  });

  test('cannot end a search before epoch 22, whatever λ_max does', () => {
    const doubling = series(Array.from({ length: 50 }, (_, epoch) => 2 ** epoch));
    expect(earlyStop(doubling, 50)).toEqual({ epoch: 22, genotypeEpoch: 10 });
    expect(earlyStop(doubling.slice(0, 22), 50)).toBeUndefined();
  });

  test('compares means of five values, one every second epoch, eight epochs apart', () => {
    // 0.35 from epoch 30 on: the means after epochs 30, 32, 34 are 0.23, 0.26, 0.29 against 0.2 eight epochs before.
    const step = series(constant(50).map((value, epoch) => (epoch >= 30 ? 0.35 : value)));
    expect(earlyStop(step, 50)).toEqual({ epoch: 34, genotypeEpoch: 22 });
    // Odd epochs do not count.
    const odd = series(constant(50).map((value, epoch) => (epoch % 2 === 1 ? 9 : value)));
    expect(earlyStop(odd, 50)).toBeUndefined();
  });

  test('says nothing about what is not finite', () => {
    expect(
      earlyStop(series(constant(50).map((value, epoch) => (epoch === 4 ? NaN : value))), 50),
    ).toBeUndefined();
  });
});

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
