/** What the rules that read a genotype off an architecture share. */
import { PlateauError } from '../errors.ts';
import {
  CELL_EDGES,
  CELL_TYPES,
  EDGES,
  NODES,
  type CellType,
  type OperationName,
  type Space,
} from '../space/spaces.ts';
import { EDGES_PER_NODE, type Genotype, type GenotypeEdge } from './types.ts';

/** Numbers of both cell types, `[edges][operations]`. */
export type EdgeRows = Readonly<Record<CellType, readonly ArrayLike<number>[]>>;

/** What the numbers are, for messages: one, and many. */
const NAMES = { alphas: ['Alpha', 'Alphas'], weights: ['Weight', 'Weights'] } as const;
type RowKind = keyof typeof NAMES;

const CONCAT = Array.from({ length: NODES }, (_, node) => node + 2);

/** A genotype of what a rule keeps in each cell; all nodes go out. */
export function genotypeOf(kept: (type: CellType) => readonly GenotypeEdge[]): Genotype {
  const [normal, reduce] = CELL_TYPES.map((type) =>
    kept(type).map(({ operation, input }) => ({ operation, input })),
  );
  return { normal: normal!, normalConcat: CONCAT, reduce: reduce!, reduceConcat: CONCAT };
}

function checkedRow(rows: EdgeRows, kind: RowKind, cell: CellType, edge: number, width: number): number[] {
  const [one, many] = NAMES[kind];
  const row = Array.from(rows[cell][edge] ?? []);
  if (row.length !== width)
    throw new PlateauError(
      `${many} of ${cell} edge ${edge} have ${row.length} entries; the space has ${width} operations there.`,
      `Use the space that the ${kind} were searched in.`,
    );
  const bad = row.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new PlateauError(
      `${one} ${cell}[${edge}][${bad}] is ${row[bad]}; no genotype can be read off diverged ${kind}.`,
      'Resume from an earlier checkpoint with a smaller learning rate, or take the genotype of an earlier epoch.',
    );
  return row;
}

/** The rows of one cell, [14][K]: finite, and as many as the space has edges and operations. */
export function checkedRows(space: Space, rows: EdgeRows, kind: RowKind, cell: CellType): number[][] {
  if (rows[cell].length !== EDGES)
    throw new PlateauError(
      `${NAMES[kind][1]} of the ${cell} cell have ${rows[cell].length} rows; a cell has ${EDGES} edges.`,
      'Give one row per edge.',
    );
  return space.operations[cell].map((operations, edge) =>
    checkedRow(rows, kind, cell, edge, operations.length),
  );
}

/** An operation on an edge, and its weight. */
export interface Candidate<Name extends string = OperationName> {
  readonly operation: Name;
  readonly input: number;
  readonly weight: number;
}

/** Every operation of an edge but `none`, in the order of the operations. */
export function candidatesOf<Name extends string>(
  operations: readonly Name[],
  weights: readonly number[],
  input: number,
): Candidate<Name>[] {
  return operations.flatMap((operation, k) =>
    operation === 'none' ? [] : [{ operation, input, weight: weights[k]! }],
  );
}

/** The heaviest first; Array.prototype.sort is stable: of equals the earlier one stays first. */
export function heaviestFirst<Name extends string>(
  candidates: readonly Candidate<Name>[],
): Candidate<Name>[] {
  return [...candidates].sort((left, right) => right.weight - left.weight);
}

/**
 * DARTS's choice in one cell: the heaviest operation of each edge, `none` left out, and of those the two
 * heaviest at each node, heaviest first. Of equals the first operation and the lower input win.
 */
export function strongestEdges(
  operations: readonly (readonly OperationName[])[],
  weights: readonly (readonly number[])[],
): Candidate[] {
  const best = CELL_EDGES.map(
    ({ input }, edge) => heaviestFirst(candidatesOf(operations[edge]!, weights[edge]!, input))[0]!,
  );
  return perNode((edges) => heaviestFirst(edges.map((edge) => best[edge]!)).slice(0, EDGES_PER_NODE));
}

/** What a rule keeps at each node in turn, given the numbers of the edges that lead to it. */
export function perNode<T>(keep: (edges: readonly number[], node: number) => readonly T[]): T[] {
  return Array.from({ length: NODES }, (_, node) =>
    keep(
      CELL_EDGES.flatMap((edge, index) => (edge.node === node ? [index] : [])),
      node,
    ),
  ).flat();
}
