import { describe, expect, it } from 'vitest';
import { searchDropPathAt, skipDropoutAt } from './searchDropPath.ts';

describe('drop path of a search', () => {
  it('rises from 0 to its probability at the last epoch', () => {
    const at = (epoch: number): number => searchDropPathAt({ dropPath: 0.6, epochs: 4 }, epoch);
    expect([0, 1, 2, 3].map(at)).toEqual([0, 0.2, 0.4, 0.6].map((p) => expect.closeTo(p, 12) as number));
  });

  it('is at its probability in a search of one epoch', () => {
    expect(searchDropPathAt({ dropPath: 0.6, epochs: 1 }, 0)).toBe(0.6);
  });
});

describe('dropout of skip connections', () => {
  const knobs = { epochs: 25, alphaStartEpoch: 10 };

  it('falls linearly while the alphas wait, and starts anew when they are trained', () => {
    expect(skipDropoutAt(0.4, knobs, 0)).toBeCloseTo(0.384, 12);
    expect(skipDropoutAt(0.4, knobs, 9)).toBeCloseTo(0.24, 12);
    expect(skipDropoutAt(0.4, knobs, 10)).toBe(0.4);
    expect(skipDropoutAt(0.4, knobs, 15)).toBeCloseTo(0.4 / Math.E, 12);
  });

  it('is 0 throughout for a start of 0', () => {
    expect([0, 10, 24].map((epoch) => skipDropoutAt(0, knobs, epoch))).toEqual([0, 0, 0]);
  });
});
