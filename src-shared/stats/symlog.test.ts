import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { symlog, symlogInverse, symlogTicks } from './symlog.ts';

const value = fc.double({ min: -1e9, max: 1e9, noNaN: true });
const threshold = fc.double({ min: 1e-6, max: 1e3, noNaN: true });

describe('the symlog scale', () => {
  it('is linear within its threshold and logarithmic beyond', () => {
    expect([0, 0.05, -0.1, 0.1].map((x) => symlog(x, 0.1))).toEqual([0, 0.5, -1, 1]);
    expect(symlog(1, 0.1)).toBeCloseTo(2, 12);
    expect(symlog(-100, 0.1)).toBeCloseTo(-4, 12);
  });

  it('is undone by its inverse', () => {
    fc.assert(
      fc.property(value, threshold, (x, t) => {
        expect(Math.abs(symlogInverse(symlog(x, t), t) - x)).toBeLessThanOrEqual(1e-9 * Math.abs(x) + 1e-12);
      }),
    );
  });

  it('is odd and never falls', () => {
    fc.assert(
      fc.property(value, value, threshold, (a, b, t) => {
        expect(symlog(-a, t) + 0).toBe(-symlog(a, t) + 0);
        expect(symlog(Math.min(a, b), t)).toBeLessThanOrEqual(symlog(Math.max(a, b), t));
      }),
    );
  });

  it('marks zero, the band and the decades within the bounds', () => {
    expect(symlogTicks(-0.5, 20, 0.1).map((tick) => Number(tick.toPrecision(6)))).toEqual([
      -0.1, 0, 0.1, 1, 10,
    ]);
    expect(symlogTicks(0, 10, 1)).toEqual([0, 1, 10]);
    expect(symlogTicks(-0.01, 0.01, 1)).toEqual([0]);
    expect(symlogTicks(5, 2000, 1)).toEqual([10, 100, 1000]);
  });

  it('marks about as many values as were asked for, in order', () => {
    fc.assert(
      fc.property(value, value, threshold, fc.integer({ min: 3, max: 12 }), (a, b, t, most) => {
        const ticks = symlogTicks(Math.min(a, b), Math.max(a, b), t, most);
        expect(ticks.length).toBeLessThanOrEqual(most);
        expect(ticks).toEqual(ticks.toSorted((x, y) => x - y));
      }),
    );
  });
});
