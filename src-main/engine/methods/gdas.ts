/**
 * GDAS (arXiv 1910.04465): each pass runs one operation an edge, drawn by the Gumbel softmax:
 *
 *   z = (log softmax(α) − log Exp(1)) / τ,  p = softmax(z),  i = argmax p,  h = onehot(i) − stop(p) + p
 *   edge(x) = h_i · op_i(x)   [+ Σ_{j≠i} h_j, of value 0, which carries gradient: `gumbelGradient full`]
 *
 * Where rows weigh the parents of a node (NAS-Bench-1Shot1), all of p counts: A = p, and every parent takes part
 * (nasbench-1shot1: optimizers/gdas). Weights are trained first, then the logits; τ falls linearly.
 */
import { deriveStrongestPairs } from '../../../src-shared/genotype/derivePairs.ts';
import { mapped } from '../supernet/tensors.ts';
import type { Value } from '../tensorflow/graph.ts';
import {
  add,
  argMax,
  div,
  filled,
  logSoftmax,
  mul,
  neg,
  oneHot,
  softmax,
  stopGradient,
  sub,
} from '../tensorflow/ops/basic.ts';
import { sum } from '../tensorflow/ops/shape.ts';
import { log } from '../tensorflow/ops/special.ts';
import type { Method } from './method.ts';

export const gdas: Method = {
  order: 'weights-first',
  structure: ({ gumbelGradient }) => ({ edgeConstant: gumbelGradient === 'full' }),
  schedule: ({ temperature, temperatureMin, epochs }, epoch) => ({
    temperature: temperature - ((temperature - temperatureMin) * epoch) / Math.max(1, epochs - 1),
  }),
  sample: ({ config, chooses, logits, draw, scheduled, record }) => {
    const exponential = draw('gumbel', 'exponential');
    const drawn = mapped(logits, (of, name) =>
      straightThrough(of, exponential[name]!, scheduled('temperature')),
    );
    for (const [name, { probabilities }] of Object.entries(drawn))
      record(`probabilities.${name}`, probabilities);
    const others = mapped(drawn, ({ hard, chosen }) => sum(sub(hard, mul(hard, chosen)), [1]));
    return {
      A: mapped(drawn, ({ hard, chosen, probabilities }, name) =>
        chooses[name] === 'operation' ? mul(hard, chosen) : probabilities,
      ),
      ran: mapped(drawn, ({ chosen }, name) =>
        chooses[name] === 'operation' ? chosen : filled(chosen.node.graph, 1, chosen.shape),
      ),
      ...(config.gumbelGradient === 'full' ? { constant: others } : {}),
    };
  },
  derive: ({ space, weights }) => deriveStrongestPairs(space, weights),
};

function straightThrough(logits: Value, exponential: Value, temperature: Value) {
  const gumbel = neg(log(exponential));
  const probabilities = softmax(div(add(logSoftmax(logits), gumbel), temperature));
  const chosen = stopGradient(oneHot(argMax(probabilities), logits.shape.at(-1) ?? 0));
  const hard = add(sub(chosen, stopGradient(probabilities)), probabilities);
  return { probabilities, chosen, hard };
}
