/** Numbers that describe a cell during a search. */
import type { GenotypeEdge } from '../genotype/types.ts';

/** Skip connections among the edges of a genotype's cell; many of them announce the collapse of a search. */
export function skipCount(cell: readonly GenotypeEdge[]): number {
  return cell.filter(({ operation }) => operation === 'skip_connect').length;
}

/** Skips from which on a normal cell is said to have collapsed: half of its edges. A guide of ours, not a published bound. */
export const COLLAPSE_SKIPS = 4;

/**
 * Mean Shannon entropy of the rows of A, in nats: ln K for uniform rows, 0 for one-hot ones. Terms with
 * A ≤ 0 count nothing (the limit of −a·ln a at 0); a NaN stays one.
 */
export function rowEntropy(rows: readonly ArrayLike<number>[]): number {
  const entropies = rows.map((row) =>
    Array.from(row).reduce((sum, a) => (a <= 0 ? sum : sum - a * Math.log(a)), 0),
  );
  return entropies.reduce((sum, value) => sum + value, 0) / rows.length;
}

/** Each row divided by its sum: weights p·b of the operations of an edge that itself weighs b become p. Empty rows stay. */
export function partsOfOne(rows: readonly ArrayLike<number>[]): number[][] {
  return rows.map((row) => {
    const numbers = Array.from(row);
    const sum = numbers.reduce((total, a) => total + a, 0);
    return sum === 0 ? numbers : numbers.map((a) => a / sum);
  });
}
