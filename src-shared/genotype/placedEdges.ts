/**
 * Edges that name the node they lead to, as Fair DARTS writes them (xiaomi-automl/FairDARTS
 * `fairdarts/genotypes.py`): `(operation, node, input)`. What it dropped is not in the list.
 */
import { CELL_TYPES, NODES, type CellType } from '../space/spaces.ts';
import type { Literal } from './notation.ts';
import { EDGES_PER_NODE, type GenotypeEdge } from './types.ts';

/** An edge as it was read. */
export interface ReadEdge extends GenotypeEdge {
  /** The state that it leads to, where it is named. */
  readonly node: number | undefined;
  readonly at: Literal;
}

type Fail = (at: Literal, problem: string) => Error;

/** Node i is state i + 2. */
const NODE_STATES = Array.from({ length: NODES }, (_, node) => node + 2);

/** Both cells in the order of a genotype: as they stand, or by the nodes if any edge of the genotype names its. */
export function placedEdges(
  cells: Readonly<Record<CellType, readonly ReadEdge[]>>,
  fail: Fail,
): Record<CellType, GenotypeEdge[]> {
  const named = CELL_TYPES.some((cell) => cells[cell].some(({ node }) => node !== undefined));
  const placed = (cell: CellType): GenotypeEdge[] => {
    if (!named) return bare(cells[cell]);
    for (const edge of cells[cell]) refuse(edge, cells[cell], fail);
    return NODE_STATES.flatMap((state) => withDropped(cells[cell].filter(({ node }) => node === state)));
  };
  return { normal: placed('normal'), reduce: placed('reduce') };
}

function refuse({ node, at }: ReadEdge, edges: readonly ReadEdge[], fail: Fail): void {
  if (node === undefined)
    throw fail(at, 'this edge names no node; others are written (operation, node, input).');
  if (!NODE_STATES.includes(node))
    throw fail(at, `an edge leads to ${node}; the nodes are ${NODE_STATES.join(', ')}.`);
  const third = edges.filter((edge) => edge.node === node)[EDGES_PER_NODE];
  if (third)
    throw fail(third.at, `a third edge leads to node ${node}; a node keeps ${EDGES_PER_NODE} at most.`);
}

function bare(edges: readonly ReadEdge[]): GenotypeEdge[] {
  return edges.map(({ operation, input }) => ({ operation, input }));
}

/** The edges of one node, filled up with dropped ones from the lowest inputs that are free. */
function withDropped(kept: readonly ReadEdge[]): GenotypeEdge[] {
  const free = Array.from({ length: EDGES_PER_NODE }, (_, input) => input).filter((input) =>
    kept.every((edge) => edge.input !== input),
  );
  const dropped = free.map((input) => ({ operation: 'none', input }) as const);
  return [...bare(kept), ...dropped].slice(0, EDGES_PER_NODE);
}
