import { describe, expect, it } from 'vitest';
import { eigenvalueStop, rankingOf, rankingStop, skipStop, type LambdaPoint } from './stopRules.ts';

const KNOBS = { epochs: 50, factor: 1.3, start: 10 } as const;
const series = (values: readonly number[]): LambdaPoint[] => values.map((value, epoch) => ({ epoch, value }));
const constant = (epochs: number): number[] => Array.from({ length: epochs }, () => 0.2);

describe('DARTS-ES', () => {
  it('goes on while λ_max does not rise', () => {
    expect(eigenvalueStop(series(constant(50)), KNOBS)).toBeUndefined();
  });

  it('cannot end a search before epoch 22, whatever λ_max does', () => {
    const doubling = series(Array.from({ length: 50 }, (_, epoch) => 2 ** epoch));
    expect(eigenvalueStop(doubling, KNOBS)).toMatchObject({ decidedAt: 22, stopEpoch: 10 });
    expect(eigenvalueStop(doubling.slice(0, 22), KNOBS)).toBeUndefined();
  });

  it('compares means of five values, one every second epoch, eight epochs apart', () => {
    // 0.35 from epoch 30 on: the means after epochs 30, 32, 34 are 0.23, 0.26, 0.29 against 0.2 eight epochs before.
    const step = series(constant(50).map((value, epoch) => (epoch >= 30 ? 0.35 : value)));
    const stop = eigenvalueStop(step, KNOBS);
    expect(stop).toMatchObject({ decidedAt: 34, stopEpoch: 22 });
    expect(stop!.ratio).toBeCloseTo(0.29 / 0.2, 12);
    // Odd epochs do not count.
    const odd = series(constant(50).map((value, epoch) => (epoch % 2 === 1 ? 9 : value)));
    expect(eigenvalueStop(odd, KNOBS)).toBeUndefined();
  });

  it('follows its factor and its start', () => {
    const step = series(constant(50).map((value, epoch) => (epoch >= 30 ? 0.35 : value)));
    expect(eigenvalueStop(step, { ...KNOBS, factor: 1.2 })).toMatchObject({ decidedAt: 32, stopEpoch: 20 });
    expect(eigenvalueStop(step, { ...KNOBS, start: 24 })).toMatchObject({ decidedAt: 36, stopEpoch: 24 });
  });

  it('says nothing about what is not finite', () => {
    const hole = series(constant(50).map((value, epoch) => (epoch === 4 ? NaN : value)));
    expect(eigenvalueStop(hole, KNOBS)).toBeUndefined();
  });
});

describe('DARTS+', () => {
  it('stops at the first epoch with so many skip connections, and takes its genotype', () => {
    expect(skipStop([0, 1, 2, 1, 3], 2)).toEqual({ decidedAt: 2, stopEpoch: 2 });
    expect(skipStop([0, 1, 1], 2)).toBeUndefined();
  });

  it('stops when the order has been the same for so many epochs', () => {
    expect(rankingStop(['a', 'b', 'b', 'a', 'a', 'a', 'a'], 3)).toEqual({ decidedAt: 5, stopEpoch: 5 });
    expect(rankingStop(['a', 'b', 'b', 'a', 'a'], 3)).toBeUndefined();
  });

  it('orders the operations with weights on each edge, the lower column first on ties', () => {
    const alphas = [
      [9, 1, 2, 3],
      [9, 5, 5, 5],
    ];
    expect(
      rankingOf(alphas, [
        [1, 2, 3],
        [2, 1],
      ]),
    ).toBe('321 21');
    expect(rankingOf(alphas, [[1, 2], []])).toBe('21 ');
  });
});
