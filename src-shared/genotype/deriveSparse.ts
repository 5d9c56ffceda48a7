/** The rules of Fair DARTS (arXiv 1911.12126, §4.4; xiaomi-automl/FairDARTS `fairdarts/model_search.py`). */
import { CELL_EDGES, type OperationName, type Space } from '../space/spaces.ts';
import {
  candidatesOf,
  checkedRows,
  genotypeOf,
  heaviestFirst,
  perNode,
  strongestEdges,
  type EdgeRows,
} from './candidates.ts';
import { EDGES_PER_NODE, type Genotype, type GenotypeEdge } from './types.ts';

/**
 * `threshold_sparse`: DARTS's choice, of which an edge is dropped whose weight σ(α) is below the threshold
 * (0.85 in the paper). A node may keep two edges, one or none; a dropped edge has the operation `none`.
 */
export function deriveSparse(space: Space, weights: EdgeRows, threshold: number): Genotype {
  return genotypeOf((cell) =>
    strongestEdges(space.operations[cell], checkedRows(space, weights, 'weights', cell)).map(
      ({ operation, input, weight }) => ({ operation: weight < threshold ? 'none' : operation, input }),
    ),
  );
}

/** An edge that leads to a node, counted from 0. */
export interface EdgeInto extends GenotypeEdge {
  readonly node: number;
}

/**
 * `threshold_edge` in one cell: on each edge its two heaviest operations, the lighter first, of which those
 * below the threshold are dropped. A node may keep more than two, so that no genotype of ours is made of it.
 */
export function edgesAbove(
  operations: readonly (readonly OperationName[])[],
  weights: readonly (readonly number[])[],
  threshold: number,
): EdgeInto[] {
  return perNode((edges, node) =>
    edges.flatMap((edge) =>
      heaviestFirst(candidatesOf(operations[edge]!, weights[edge]!, CELL_EDGES[edge]!.input))
        .slice(0, EDGES_PER_NODE)
        .reverse()
        .filter(({ weight }) => weight >= threshold)
        .map(({ operation, input }) => ({ operation, input, node })),
    ),
  );
}
