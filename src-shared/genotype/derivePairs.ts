/** The rule of GDAS on DARTS's cell (arXiv 1910.04465; D-X-Y/AutoDL-Projects `xautodl/models/cell_searchs/search_model_gdas_nasnet.py`). */
import { CELL_EDGES, type Space } from '../space/spaces.ts';
import {
  candidatesOf,
  checkedRows,
  genotypeOf,
  heaviestFirst,
  perNode,
  type Candidate,
  type EdgeRows,
} from './candidates.ts';
import { EDGES_PER_NODE, type Genotype } from './types.ts';

/**
 * Per node the two heaviest of all its pairs of an operation and an input, `none` left out; heaviest first,
 * of equals the lower input and then the first operation. Both may have the same input.
 */
export function strongestPairs<Name extends string>(
  operations: readonly (readonly Name[])[],
  weights: readonly (readonly number[])[],
): Candidate<Name>[] {
  return perNode((edges) => {
    const pairs = edges.flatMap((edge) =>
      candidatesOf(operations[edge]!, weights[edge]!, CELL_EDGES[edge]!.input),
    );
    return heaviestFirst(pairs).slice(0, EDGES_PER_NODE);
  });
}

/** The genotype of GDAS, from softmax(α). */
export function deriveStrongestPairs(space: Space, weights: EdgeRows): Genotype {
  return genotypeOf((cell) =>
    strongestPairs(space.operations[cell], checkedRows(space, weights, 'weights', cell)),
  );
}
