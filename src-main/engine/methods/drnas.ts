/**
 * DrNAS (arXiv 2006.10355): mixing weights are drawn from Dir(elu(α) + 1), whose mean is what is measured and
 * derived from. What keeps it near the even Dirichlet is the weight decay of α (at α = 0 it is even), or the
 * Kullback–Leibler divergence. The genotype is that of softmax(α). In stages: operations are pruned, and more channels pass them.
 */
import { deriveFromWeights } from '../../../src-shared/genotype/derive.ts';
import { cellSpaceOf } from '../../../src-shared/space/spaceOf.ts';
import { softmaxRow } from '../../../src-shared/stats/alphaDistance.ts';
import { perCell } from '../supernet/perCell.ts';
import { listOf, mapped } from '../supernet/tensors.ts';
import { addN, scalar, scale } from '../tensorflow/ops/basic.ts';
import { dirichletMean, dirichletSample, klToEven } from './dirichlet.ts';
import type { Method } from './method.ts';
import { pdartsSchema, prunedAfterStage, startPdarts } from './pdarts/pruning.ts';
import { rules } from './rules.ts';

export const drnas: Method = {
  relax: dirichletMean,
  sample: ({ logits, seed }) => {
    const seeds = seed('dirichlet');
    return { A: mapped(logits, (of, name) => dirichletSample(of, seeds[name]!)) };
  },
  regularise: ({ config: { dirichletDistance, dirichletWeight }, alphas }) =>
    dirichletDistance === 'kl'
      ? scale(addN(listOf(alphas).map(klToEven)), dirichletWeight)
      : scalar(listOf(alphas)[0]!.node.graph, 0),
  rules: rules(pdartsSchema, {
    name: 'drnas',
    start: (config) => startPdarts(cellSpaceOf(config)),
    active: (state) => state,
    // Near the even Dirichlet by weight decay, or by the divergence: never both.
    knobs: (_, { dirichletDistance, dirichletWeight }) => ({
      alphaWeightDecay: dirichletDistance === 'l2' ? dirichletWeight : 0,
    }),
    afterEpoch: prunedAfterStage,
  }),
  derive: ({ space, alphas, state }) => {
    const active = pdartsSchema.parse(state);
    const left = (type: 'normal' | 'reduce'): number[][] =>
      alphas[type].map((row, edge) => row.map((alpha, k) => (active[type][edge]![k] ? alpha : -Infinity)));
    return deriveFromWeights(
      space,
      perCell((type) => left(type).map(softmaxRow)),
    );
  },
};
