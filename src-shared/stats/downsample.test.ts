import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Measured } from '../run/events.ts';
import { downsample } from './downsample.ts';

const curve = (values: readonly Measured[]) => values.map((value, step) => ({ step, value }));
const wave = Array.from({ length: 10_000 }, (_, n) => Math.sin(n / 500));

describe('a thinned curve', () => {
  it('keeps peaks, however narrow', () => {
    const values = [...wave];
    values[4321] = 99;
    values[7777] = -99;
    const steps = new Set(downsample(curve(values), 100).map(({ step }) => step));
    expect([steps.has(4321), steps.has(7777)]).toEqual([true, true]);
  });

  it('keeps every point that is not finite while there are few', () => {
    const values: Measured[] = [...wave];
    for (const index of [10, 11, 5000, 9998]) values[index] = 'NaN';
    const kept = downsample(curve(values), 100).filter(({ value }) => value === 'NaN');
    expect(kept.map(({ step }) => step)).toEqual([10, 11, 5000, 9998]);
  });

  it('shows an even choice of a curve that has diverged', () => {
    const values: Measured[] = wave.map((value, n) => (n < 2000 ? value : 'NaN'));
    const kept = downsample(curve(values), 100);
    expect(kept.length).toBeLessThanOrEqual(100);
    const lost = kept.filter(({ value }) => value === 'NaN');
    expect([lost[0]?.step, lost.at(-1)?.step]).toEqual([2000, 9999]);
    expect(kept.filter(({ value }) => value !== 'NaN').length).toBeGreaterThan(10);
  });

  it('is short, in order, a part of the curve with its ends and extremes, and always the same', () => {
    const value: fc.Arbitrary<Measured> = fc.oneof(
      { weight: 20, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
      { weight: 1, arbitrary: fc.constantFrom<Measured>('NaN', 'Infinity', '-Infinity') },
    );
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 300 }),
        fc.integer({ min: 16, max: 64 }),
        (values, most) => {
          const points = curve(values);
          const kept = downsample(points, most);
          expect(kept.length).toBeLessThanOrEqual(Math.max(most, 0));
          expect(kept.map(({ step }) => step)).toEqual(
            kept.map(({ step }) => step).toSorted((a, b) => a - b),
          );
          expect(new Set(kept).size).toBe(kept.length);
          expect([kept[0], kept.at(-1)]).toEqual([points[0], points.at(-1)]);
          const finite = (all: typeof points) => all.map((p) => p.value).filter((v) => typeof v === 'number');
          expect([Math.max(...finite(kept)), Math.min(...finite(kept))]).toEqual([
            Math.max(...finite(points)),
            Math.min(...finite(points)),
          ]);
          expect(downsample(points, most)).toEqual(kept);
        },
      ),
    );
  });
});
