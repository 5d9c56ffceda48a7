/** One step of SGD on the flat weights, and the running statistics of batch norm. */
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import type { BatchStatistics, RunningStatistics } from '../supernet/pass.ts';
import type { Value } from '../tensorflow/graph.ts';
import { add, div, minimum, mul, scalar, scale, sqrt, square, sub } from '../tensorflow/ops/basic.ts';
import { sum } from '../tensorflow/ops/shape.ts';

export interface WeightValues {
  readonly w: Value;
  readonly momentum: Value;
}

export type SgdKnobs = Pick<SearchConfig, 'momentum' | 'weightDecay' | 'gradClip'> &
  Partial<Pick<SearchConfig, 'nesterov'>>;

/**
 * g ← clip(gradient) + wd·w;  momentum ← μ·momentum + g;  w ← w − lr·momentum, as PyTorch's SGD after
 * clip_grad_norm_; with `nesterov` w ← w − lr·(g + μ·momentum). `gradNorm` is that of the gradient before clipping.
 * `learns`: 0 for weights that stay as they are, momentum and all, whatever the decay says, else 1; undefined: all
 * learn. That is what PyTorch does with a parameter that has no gradient.
 */
export function sgd(
  { w, momentum }: WeightValues,
  gradient: Value,
  learningRate: Value,
  config: SgdKnobs,
  learns?: Value,
): { weights: WeightValues; gradNorm: Value } {
  const { norm: gradNorm, factor } = clipping(gradient, config.gradClip);
  const decayed = add(mul(gradient, factor), scale(w, config.weightDecay));
  const next = add(scale(momentum, config.momentum), decayed);
  const direction = config.nesterov ? add(decayed, scale(next, config.momentum)) : next;
  const move = mul(learningRate, direction);
  const taken = (change: Value): Value => (learns ? mul(change, learns) : change);
  const kept = learns ? add(momentum, taken(sub(next, momentum))) : next;
  return { weights: { w: sub(w, taken(move)), momentum: kept }, gradNorm };
}

/** Norm of a gradient, and what clip_grad_norm_ multiplies it with. */
export function clipping(gradient: Value, gradClip: number): { norm: Value; factor: Value } {
  const { graph } = gradient.node;
  const norm = sqrt(sum(square(gradient)));
  const longest = add(norm, scalar(graph, 1e-6));
  return { norm, factor: minimum(div(scalar(graph, gradClip), longest), scalar(graph, 1)) };
}

/** running ← running + m·(batch − running), where the operation ran; m is 0.1 as PyTorch has it, or the batch norm's own. */
export function updatedStatistics(running: RunningStatistics, batch: BatchStatistics): RunningStatistics {
  const { ran, momenta } = batch;
  const blend = (old: Value, now: Value): Value => {
    const next = momenta ? add(old, mul(momenta, sub(now, old))) : add(scale(old, 0.9), scale(now, 0.1));
    return ran ? add(old, mul(ran, sub(next, old))) : next;
  };
  return { mean: blend(running.mean, batch.mean), variance: blend(running.variance, batch.variance) };
}
