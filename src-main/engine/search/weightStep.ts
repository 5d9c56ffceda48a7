/** The weight step: SGD with momentum on the training batch at mixing weights A. */
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import { type PerCell, perCell } from '../supernet/perCell.ts';
import type { RunningStatistics } from '../supernet/pass.ts';
import type { Value } from '../tensorflow/graph.ts';
import {
  add,
  div,
  minimum,
  mul,
  scalar,
  scale,
  sqrt,
  square,
  stopGradient,
  sub,
} from '../tensorflow/ops/basic.ts';
import { mean, sum } from '../tensorflow/ops/shape.ts';
import { crossEntropy, hits } from './loss.ts';
import { lossGradients } from './lossGradients.ts';
import type { Batch, Forward } from './forward.ts';
import type { WeightValues } from './state.ts';

export interface WeightStep {
  readonly weights: WeightValues;
  readonly running: RunningStatistics;
  readonly loss: Value;
  readonly logits: Value;
  readonly accuracy: Value;
  /** Norm of the gradient before clipping. */
  readonly gradNorm: Value;
}

/**
 * g ← clip(∇w L(x, y; w, A)) + wd·w;  momentum ← μ·momentum + g;  w ← w − lr·momentum, as PyTorch's SGD
 * after clip_grad_norm_. A takes no gradient.
 */
export function weightStep(
  forward: Forward,
  { w, momentum }: WeightValues,
  running: RunningStatistics,
  A: PerCell<Value>,
  batch: Batch,
  learningRate: Value,
  config: Pick<SearchConfig, 'momentum' | 'weightDecay' | 'gradClip' | 'memory' | 'precision'>,
): WeightStep {
  const { graph } = w.node;
  const fixed = perCell((type) => stopGradient(A[type]));
  const { logits, statistics, cells } = forward.train(batch.x, fixed);
  const loss = crossEntropy(logits, batch.y);
  const twice = config.memory === 'lean' ? { parts: cells } : { products: true };
  const gradient = lossGradients(loss, [w], config, twice)[0]!;
  const gradNorm = sqrt(sum(square(gradient)));
  const factor = minimum(
    div(scalar(graph, config.gradClip), add(gradNorm, scalar(graph, 1e-6))),
    scalar(graph, 1),
  );
  const decayed = add(mul(gradient, factor), scale(w, config.weightDecay));
  const nextMomentum = add(scale(momentum, config.momentum), decayed);
  return {
    weights: { w: sub(w, mul(learningRate, nextMomentum)), momentum: nextMomentum },
    running: updatedStatistics(running, statistics()),
    loss,
    logits,
    accuracy: mean(hits(logits, batch.y)),
    gradNorm,
  };
}

/** PyTorch's momentum of the running statistics: running ← 0.9·running + 0.1·batch. */
export function updatedStatistics(running: RunningStatistics, batch: RunningStatistics): RunningStatistics {
  const blend = (old: Value, now: Value): Value => add(scale(old, 0.9), scale(now, 0.1));
  return { mean: blend(running.mean, batch.mean), variance: blend(running.variance, batch.variance) };
}
