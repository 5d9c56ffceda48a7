import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smooth } from './smoothing.ts';

const points = (values: readonly (number | 'NaN' | 'Infinity')[], gap = 1) =>
  values.map((value, index) => ({ step: (index + 1) * gap, value }));
const values = (curve: readonly { value: unknown }[]): unknown[] => curve.map(({ value }) => value);

describe('smoothing', () => {
  it('is the exponential moving average without its bias', () => {
    const w = 0.6;
    let average = 0;
    const expected = [3, -1, 4, 1, 5].map((x, n) => {
      average = w * average + (1 - w) * x;
      return average / (1 - w ** (n + 1));
    });
    smooth(points([3, -1, 4, 1, 5]), w).forEach(({ value }, n) =>
      expect(value).toBeCloseTo(expected[n]!, 12),
    );
  });

  it('counts a point by how many steps ago it was', () => {
    const curve = smooth(
      [
        { step: 1, value: 0 },
        { step: 4, value: 1 },
      ],
      0.5,
    );
    expect(curve[1]!.value).toBeCloseTo(1 / (1 + 0.5 ** 3), 12);
  });

  it('smooths over epochs as over steps when the unit is an epoch', () => {
    const [byStep, byEpoch] = [
      smooth(points([3, 1, 4, 1]), 0.8),
      smooth(points([3, 1, 4, 1], 781), 0.8, 781),
    ];
    values(byEpoch).forEach((value, n) => expect(value).toBeCloseTo(Number(byStep[n]!.value), 12));
  });

  it('passes over what is not finite and is not poisoned by it', () => {
    const curve = smooth(points([1, 'NaN', 'Infinity', 3]), 0.5);
    expect(values(curve).slice(0, 3)).toEqual([1, 'NaN', 'Infinity']);
    expect(curve[3]!.value).toBeCloseTo((3 + 0.125) / (1 + 0.125), 12);
    expect(values(smooth(points(['NaN', 7]), 0.9))).toEqual(['NaN', 7]);
  });

  it('leaves a curve as it is with a weight of 0', () => {
    const curve = points([2, 'NaN', 5]);
    expect(smooth(curve, 0)).toEqual(curve);
  });

  it('leaves constants constant and stays between the smallest and the largest value', () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const weight = fc.double({ min: 0, max: 0.999, noNaN: true });
    const gaps = fc.array(fc.tuple(fc.integer({ min: 1, max: 50 }), value), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(gaps, weight, (steps, w) => {
        let step = 0;
        const curve = steps.map(([gap, x]) => ({ step: (step += gap), value: x }));
        const [low, high] = [Math.min(...steps.map(([, x]) => x)), Math.max(...steps.map(([, x]) => x))];
        for (const { value: y } of smooth(curve, w)) expect(y >= low - 1e-6 && y <= high + 1e-6).toBe(true);
        for (const { value: y } of smooth(
          curve.map((point) => ({ ...point, value: low })),
          w,
        ))
          expect(y).toBeCloseTo(low, 6);
      }),
    );
  });
});
