/** The edge weights of PC-DARTS (arXiv 1907.05737, §3.3; yuhuixu1993/PC-DARTS `model_search.py`). */
import { PlateauError } from '../errors.ts';
import { EDGES } from '../space/spaces.ts';
import { softmaxRow } from '../stats/alphaDistance.ts';
import { perNode } from './candidates.ts';

/** β [14] → softmax of β over the edges into each node [14]. */
export function edgeWeights(beta: ArrayLike<number>): number[] {
  if (beta.length !== EDGES)
    throw new PlateauError(`β has ${beta.length} entries; a cell has ${EDGES} edges.`, 'Give one per edge.');
  return perNode((edges) => softmaxRow(edges.map((edge) => beta[edge]!)));
}
