import { describe, expect, it } from 'vitest';
import { Comparison } from './comparison.ts';

const error = { f32_max_abs_err: 1e-7, max_abs: 2 };

function passes(
  difference: number,
  precision: 'float32' | 'float64',
  golden: { errors?: Record<string, typeof error & { 'sens_5e-7'?: number }>; cond?: number },
): boolean {
  const check = new Comparison(
    'case',
    { kind: 'any', errors: {}, hessian_sens: {}, cond: 0, ...golden },
    precision,
  );
  check.check('q', [2 + difference], [2]);
  return check.report().quantities[0]!.pass;
}

describe('a comparison', () => {
  it('allows 1e-6 of the magnitude in float64, whatever noise does', () => {
    expect(passes(1.9e-6, 'float64', { errors: { q: error }, cond: 1 })).toBe(true);
    expect(passes(2.1e-6, 'float64', { errors: { q: error }, cond: 1 })).toBe(false);
  });

  it('allows in float32 what noise does to the quantity, where the folder says it', () => {
    const errors = { q: { ...error, 'sens_5e-7': 1e-5 } };
    expect(passes(3.9e-5, 'float32', { errors })).toBe(true);
    expect(passes(4.1e-5, 'float32', { errors, cond: 1 })).toBe(false);
  });

  it('allows in float32 what noise does to the worst quantity of the case, where it says no more', () => {
    expect(passes(1.9e-5, 'float32', { errors: { q: error }, cond: 1e-5 })).toBe(true);
    expect(passes(2.1e-5, 'float32', { errors: { q: error }, cond: 1e-5 })).toBe(false);
  });
});
