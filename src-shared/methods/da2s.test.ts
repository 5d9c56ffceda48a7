import { describe, expect, it } from 'vitest';
import { alphaRamp, linearRamp } from './da2s.ts';

describe('the ramps of DA²S’s loss', () => {
  it('rise from 0 in the first epoch to 1 in the 50th, in even steps', () => {
    expect([1, 50].map(linearRamp)).toEqual([0, 1]);
    expect(linearRamp(26) - linearRamp(25)).toBeCloseTo(1 / 49, 12);
  });

  it('leave the entropy of α out up to epoch 8, and count it whole in epoch 49', () => {
    expect([1, 7, 8].map(alphaRamp)).toEqual([0, 0, 0]);
    expect(alphaRamp(9)).toBeCloseTo(Math.log(2) / Math.log(42), 12);
    expect(alphaRamp(49)).toBe(1);
  });
});
