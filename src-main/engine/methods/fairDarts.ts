/**
 * Fair DARTS (arXiv 1911.12126): operations of an edge do not compete, A = σ(α), and the α step also pushes
 * each weight away from ½: − w₀₁ · mean (σ(α) − ½)² over both cells (or of |σ(α) − ½|).
 */
import { deriveSparse } from '../../../src-shared/genotype/deriveSparse.ts';
import { listOf } from '../supernet/tensors.ts';
import { scalar, scale, square, sub } from '../tensorflow/ops/basic.ts';
import { concat, flatten, mean } from '../tensorflow/ops/shape.ts';
import { abs, sigmoid } from '../tensorflow/ops/special.ts';
import type { Method } from './method.ts';

const DISTANCES = { l2: square, l1: abs } as const;

export const fairDarts: Method = {
  start: () => 0,
  relax: sigmoid,
  regularise: ({ config, alphas }) => {
    const all = concat(
      listOf(alphas).map((alpha) => flatten(sigmoid(alpha))),
      0,
    );
    const away = DISTANCES[config.zeroOneLoss](sub(all, scalar(all.node.graph, 0.5)));
    return scale(mean(away), -config.zeroOneWeight);
  },
  derive: ({ config, space, weights }) => deriveSparse(space, weights, config.edgeThreshold),
};
