import { describe, expect, it } from 'vitest';
import { extremeEigenvalues, spectrum } from '../../src-main/engine/curvature/lanczos.ts';

/** Q D Qᵀ with Q a product of plane rotations: a dense matrix with known eigenvalues. */
function withEigenvalues(values: readonly number[]): Float64Array[] {
  const size = values.length;
  const rows = values.map((value, i) => Float64Array.from({ length: size }, (_, j) => (i === j ? value : 0)));
  for (let p = 0; p < size; p++) {
    for (let q = p + 1; q < size; q++) {
      const [c, s] = [Math.cos(p + 2 * q + 1), Math.sin(p + 2 * q + 1)];
      for (const row of rows) [row[p], row[q]] = [c * row[p]! - s * row[q]!, s * row[p]! + c * row[q]!];
      for (let j = 0; j < size; j++) {
        const [a, b] = [rows[p]![j]!, rows[q]![j]!];
        [rows[p]![j], rows[q]![j]] = [c * a - s * b, s * a + c * b];
      }
    }
  }
  return rows;
}

function product(rows: readonly Float64Array[]): (v: Float64Array) => Float64Array {
  return (v) => Float64Array.from(rows, (row) => row.reduce((sum, value, j) => sum + value * v[j]!, 0));
}

const VALUES = Array.from({ length: 40 }, (_, i) => Math.cos(3 * i) * (1 + i / 10)).concat([9, -12]);
const ROWS = withEigenvalues(VALUES);
const START = Float64Array.from(VALUES, (_, i) => Math.sin(i + 1));

describe('extremeEigenvalues', () => {
  it('finds the algebraically largest, the smallest and the largest absolute eigenvalue', () => {
    const found = extremeEigenvalues(product(ROWS), { start: START, iterations: 42, tolerance: 1e-10 });
    expect(found.max).toBeCloseTo(9, 8);
    expect(found.min).toBeCloseTo(-12, 8);
    expect(found.absMax).toBeCloseTo(12, 8);
  });

  it('stops early once the residual is small, and says how small it is', () => {
    const found = extremeEigenvalues(product(ROWS), { start: START, iterations: 42, tolerance: 1e-2 });
    expect(found.iterations).toBeLessThan(42);
    expect(found.residual).toBeLessThanOrEqual(1e-2);
    expect(Math.abs(found.max - 9)).toBeLessThan(12 * 1e-2);
  });

  it('needs one product from the eigenvector of the last call', () => {
    const first = extremeEigenvalues(product(ROWS), { start: START, iterations: 42, tolerance: 1e-12 });
    const again = extremeEigenvalues(product(ROWS), { start: first.vector, iterations: 42, tolerance: 1e-6 });
    expect(again.iterations).toBe(1);
    expect(again.max).toBeCloseTo(9, 8);
  });

  it('reports a Hessian that is not finite as NaN', () => {
    const found = extremeEigenvalues((v) => v.map(() => NaN), {
      start: START,
      iterations: 5,
      tolerance: 1e-3,
    });
    expect(found.max).toBeNaN();
  });
});

describe('spectrum', () => {
  it('gives all eigenvalues in ascending order', () => {
    const expected = [...VALUES].sort((a, b) => a - b);
    spectrum(ROWS).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 9));
  });
});
