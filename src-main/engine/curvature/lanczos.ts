/**
 * Extreme eigenvalues of a symmetric matrix that is known only by its products (Lanczos with full
 * reorthogonalisation, float64).
 */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

export interface LanczosOptions {
  /** Start vector; any non-zero length. */
  readonly start: Float64Array;
  readonly iterations: number;
  /** Stop when the residual ‖Hv − λv‖ of the largest eigenvalue is below this part of max|λ|. */
  readonly tolerance: number;
}

export interface Extremes {
  /** Algebraically largest, smallest, and largest in absolute value. */
  readonly max: number;
  readonly min: number;
  readonly absMax: number;
  /** Unit vector of `max`: the next start. */
  readonly vector: Float64Array;
  readonly iterations: number;
  /** Residual of `max`, relative to `absMax`. */
  readonly residual: number;
}

export function extremeEigenvalues(
  product: (v: Float64Array) => Float64Array,
  options: LanczosOptions,
): Extremes {
  const basis: Float64Array[] = [normalised(options.start)];
  const diagonal: number[] = [];
  const off: number[] = [];
  const most = Math.min(options.iterations, options.start.length);
  for (;;) {
    const v = basis.at(-1)!;
    const next = product(v);
    diagonal.push(dot(next, v));
    // Twice: once leaves rounding errors that bring back eigenvalues already found.
    for (let round = 0; round < 2; round++) for (const q of basis) subtract(next, q, dot(next, q));
    const beta = Math.sqrt(dot(next, next));
    const ritz = ritzExtremes(diagonal, off, beta, basis);
    const exhausted = beta <= 1e-13 * Math.max(ritz.absMax, Number.MIN_VALUE);
    if (ritz.residual <= options.tolerance || diagonal.length >= most || exhausted || !Number.isFinite(beta))
      return ritz;
    off.push(beta);
    basis.push(normalised(next));
  }
}

/** All eigenvalues, ascending, of the symmetric part of a matrix given by rows. */
export function spectrum(rows: readonly Float64Array[]): number[] {
  const matrix = new Matrix(rows.length, rows.length);
  rows.forEach((row, i) => row.forEach((value, j) => matrix.set(i, j, (value + rows[j]![i]!) / 2)));
  const { realEigenvalues } = new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
  return [...realEigenvalues].sort((a, b) => a - b);
}

function ritzExtremes(
  diagonal: readonly number[],
  off: readonly number[],
  beta: number,
  basis: readonly Float64Array[],
): Extremes {
  const size = diagonal.length;
  const tridiagonal = Matrix.zeros(size, size);
  diagonal.forEach((value, i) => tridiagonal.set(i, i, value));
  off.forEach((value, i) => {
    tridiagonal.set(i, i + 1, value);
    tridiagonal.set(i + 1, i, value);
  });
  const notFinite = diagonal.some((value) => !Number.isFinite(value));
  if (notFinite) {
    return { max: NaN, min: NaN, absMax: NaN, vector: basis[0]!, iterations: size, residual: NaN };
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(tridiagonal, {
    assumeSymmetric: true,
  });
  const index = realEigenvalues.indexOf(Math.max(...realEigenvalues));
  const [max, min] = [Math.max(...realEigenvalues), Math.min(...realEigenvalues)];
  const absMax = Math.max(Math.abs(max), Math.abs(min));
  const vector = new Float64Array(basis[0]!.length);
  basis.forEach((q, k) => subtract(vector, q, -eigenvectorMatrix.get(k, index)));
  const residual =
    Math.abs(beta * eigenvectorMatrix.get(size - 1, index)) / Math.max(absMax, Number.MIN_VALUE);
  return { max, min, absMax, vector: normalised(vector), iterations: size, residual };
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((total, value, i) => total + value * b[i]!, 0);
}

/** a ← a − factor·b */
function subtract(a: Float64Array, b: Float64Array, factor: number): void {
  for (let i = 0; i < a.length; i++) a[i]! -= factor * b[i]!;
}

function normalised(v: Float64Array): Float64Array {
  const length = Math.sqrt(dot(v, v));
  return v.map((value) => value / length);
}
