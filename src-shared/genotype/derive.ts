/** From an architecture to a genotype: the rule of DARTS (arXiv 1806.09055, §2.4; quark0/darts `cnn/model_search.py`). */
import type { Space } from '../space/spaces.ts';
import { softmaxRow } from '../stats/alphaDistance.ts';
import { checkedRows, genotypeOf, strongestEdges, type EdgeRows } from './candidates.ts';
import type { Genotype } from './types.ts';

/** Alphas of both cell types, `[edges][operations]`, logits. */
export type Alphas = EdgeRows;

/**
 * Per node the two incoming edges whose heaviest operation other than `none` weighs most, in order of
 * weight; on each of them that operation. `noise` (S4) can be chosen. Weights are taken as they are, so that
 * those of edges may be in them: PC-DARTS's rule is this one on softmax(α) · softmax(β over a node's edges)
 * (arXiv 1907.05737; yuhuixu1993/PC-DARTS `model_search.py`).
 */
export function deriveFromWeights(space: Space, weights: EdgeRows): Genotype {
  return genotypeOf((cell) =>
    strongestEdges(space.operations[cell], checkedRows(space, weights, 'weights', cell)),
  );
}

/** The same with the weights softmax(α). */
export function deriveGenotype(space: Space, alphas: Alphas): Genotype {
  return genotypeOf((cell) =>
    strongestEdges(space.operations[cell], checkedRows(space, alphas, 'alphas', cell).map(softmaxRow)),
  );
}
