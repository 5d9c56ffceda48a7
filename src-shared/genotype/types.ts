/**
 * A genotype: the discrete pair of cells a search ends in, as DARTS (arXiv 1806.09055) writes it down.
 * States 0 and 1 are the outputs of the two cells before, state i + 2 is node i.
 */
import type { CellType, OperationName } from '../space/spaces.ts';

/**
 * One kept edge: `operation` on state `input`. With the operation `none` the edge was dropped (Fair DARTS
 * keeps 0, 1 or 2 at a node): it brings nothing, and a node without any edge is all zeros.
 */
export interface GenotypeEdge {
  readonly operation: OperationName;
  readonly input: number;
}

export interface Genotype {
  /**
   * Eight edges, two a node: edges 2i and 2i + 1 lead to node i. Both may come from one state where their
   * operations differ (GDAS).
   */
  readonly normal: readonly GenotypeEdge[];
  /** States whose channels are concatenated to the cell's output. */
  readonly normalConcat: readonly number[];
  readonly reduce: readonly GenotypeEdge[];
  readonly reduceConcat: readonly number[];
}

/** Edges kept per node. */
export const EDGES_PER_NODE = 2;

/** The edge is one of a network, not one that was dropped. */
export function isKept({ operation }: GenotypeEdge): boolean {
  return operation !== 'none';
}

/** The name of a genotype field in the authors' notation, per cell type. */
export const NOTATION_FIELDS = {
  normal: { edges: 'normal', concat: 'normal_concat' },
  reduce: { edges: 'reduce', concat: 'reduce_concat' },
} as const satisfies Record<CellType, { edges: string; concat: string }>;

/** The concat states of a cell of the genotype. */
export function concatOf(genotype: Genotype, cell: CellType): readonly number[] {
  return cell === 'normal' ? genotype.normalConcat : genotype.reduceConcat;
}
