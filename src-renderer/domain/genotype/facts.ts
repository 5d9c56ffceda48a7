/** What can be read off a genotype before any network is built. */
import type { Genotype } from '../../../src-shared/genotype/types.ts';
import { concatOf, isKept } from '../../../src-shared/genotype/types.ts';
import { skipCount } from '../../../src-shared/stats/cellMetrics.ts';
import { NODES, type CellType } from '../../../src-shared/space/spaces.ts';
import { bareStates, stateLabel, targetOf } from './layout.ts';

export interface CellFacts {
  readonly skips: number;
  /** Operations on the longest way from an input to the output. */
  readonly depth: number;
  /** Nodes whose values never reach the output, as numbers in the drawing. */
  readonly unused: readonly string[];
  /** Nodes that no edge leads to: they are zeros. */
  readonly bare: readonly string[];
}

const FIRST_NODE = 2;
const NODE_STATES = Array.from({ length: NODES }, (_, node) => node + FIRST_NODE);

function depths(genotype: Genotype, cell: CellType): number[] {
  const depth = [0, 0];
  // Edges are ordered by node and come from earlier states only.
  for (const [index, edge] of genotype[cell].entries()) {
    const state = targetOf(index);
    if (isKept(edge)) depth[state] = Math.max(depth[state] ?? 0, (depth[edge.input] ?? 0) + 1);
  }
  return depth;
}

function reachingOutput(genotype: Genotype, cell: CellType): Set<number> {
  const reached = new Set(concatOf(genotype, cell));
  for (const state of NODE_STATES.toReversed())
    if (reached.has(state))
      for (const [index, edge] of genotype[cell].entries())
        if (targetOf(index) === state && isKept(edge)) reached.add(edge.input);
  return reached;
}

/** The facts of one cell. */
export function cellFacts(genotype: Genotype, cell: CellType): CellFacts {
  const depth = depths(genotype, cell);
  const reached = reachingOutput(genotype, cell);
  return {
    skips: skipCount(genotype[cell]),
    depth: Math.max(...concatOf(genotype, cell).map((state) => depth[state] ?? 0)),
    unused: NODE_STATES.filter((state) => !reached.has(state)).map((state) => stateLabel(state).label),
    bare: [...bareStates(genotype[cell])].map((state) => stateLabel(state).label),
  };
}

/** Places in `genotype` whose edge the same node of `other` does not have; the order of a node's two edges does not count, nor where a dropped edge came from. */
export function differingEdges(genotype: Genotype, other: Genotype, cell: CellType): ReadonlySet<number> {
  const key = (edge: Genotype['normal'][number], index: number): string =>
    `${targetOf(index)} ${isKept(edge) ? `${edge.input} ${edge.operation}` : 'dropped'}`;
  const known = new Set(other[cell].map(key));
  return new Set(genotype[cell].flatMap((edge, index) => (known.has(key(edge, index)) ? [] : [index])));
}
