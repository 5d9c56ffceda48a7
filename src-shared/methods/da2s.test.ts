import { describe, expect, it } from 'vitest';
import { presetConfig } from '../run/presets.ts';
import { alphaRamp, linearRamp, rampEpoch } from './da2s.ts';

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

describe('the ramps in a search of another length', () => {
  const at = (epochs: number, discreteRamp: 'constants' | 'scaled', epoch: number): number =>
    rampEpoch({ epochs, discreteRamp }, epoch);

  it('are those of the 50 epochs in a search of 50, either way', () => {
    for (let epoch = 1; epoch <= 50; epoch++) {
      expect(at(50, 'scaled', epoch)).toBeCloseTo(epoch, 12);
      expect(at(50, 'constants', epoch)).toBe(epoch);
    }
    expect(presetConfig('da2s').epochs).toBe(50);
  });

  it('scaled, reach their end in the last epoch, however many there are', () => {
    for (const epochs of [2, 3, 25, 100]) {
      expect(at(epochs, 'scaled', 1)).toBe(1);
      expect(linearRamp(at(epochs, 'scaled', epochs))).toBeCloseTo(1, 12);
      expect(linearRamp(at(epochs, 'constants', epochs))).toBeCloseTo((epochs - 1) / 49, 12);
    }
  });

  it('never count the entropy of α below nothing, between two of the 50 epochs either', () => {
    const ramp = Array.from({ length: 100 }, (_, i) => alphaRamp(at(100, 'scaled', i + 1)));
    expect(Math.min(...ramp)).toBe(0);
    expect(ramp.toSorted((a, b) => a - b)).toEqual(ramp);
  });
});
