import { describe, expect, it } from 'vitest';
import { distancesToFinal, epochDistances } from './alphaDistance.ts';

describe('distancesToFinal', () => {
  it('measures over all logits, and over A through the softmax', () => {
    const [first, last] = distancesToFinal([
      { logits: { normal: [[0, 0]], reduce: [[3, 0]] } },
      { logits: { normal: [[Math.log(3), 0]], reduce: [[3, 4]] } },
    ]);
    expect(first?.alpha).toBeCloseTo(Math.hypot(Math.log(3), 4), 12);
    // softmax(0, 0) = (½, ½), softmax(ln 3, 0) = (¾, ¼); the reduce row moves by σ(3) − σ(−1) in both entries.
    const moved = 1 / (1 + Math.exp(-3)) - 1 / (1 + Math.exp(1));
    expect(first?.A).toBeCloseTo(Math.sqrt(2 * 0.25 ** 2 + 2 * moved ** 2), 12);
    expect(last).toEqual({ alpha: 0, A: 0 });
  });

  it('takes A as it was mixed where that is not the softmax', () => {
    const logits = { normal: [[1, 2]], reduce: [[3, 4]] };
    const [first] = distancesToFinal([
      { logits, weights: { normal: [[1, 0]], reduce: [[0, 0]] } },
      { logits, weights: { normal: [[0, 0]], reduce: [[0, 2]] } },
    ]);
    expect(first).toEqual({ alpha: 0, A: Math.sqrt(5) });
  });

  it('has nothing to say of a run without epochs', () => {
    expect(distancesToFinal([])).toEqual([]);
  });
});

describe('epochDistances', () => {
  it('are those of the events of a log, and stay visible where a logit diverged', () => {
    const epoch = (index: number, logit: number | 'NaN') => ({
      epoch: index,
      alphas: { normal: [[logit, 0]], reduce: [[0, 0]] },
    });
    const found = epochDistances([epoch(3, 'NaN'), epoch(4, 1), epoch(6, 4)]);
    expect(found.map((distance) => [distance.epoch, distance.alpha])).toEqual([
      [3, NaN],
      [4, 3],
      [6, 0],
    ]);
  });
});
