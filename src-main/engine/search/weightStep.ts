/** The weight step: SGD with momentum on the training batch at mixing weights A. */
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import { type PerCell, perCell } from '../supernet/perCell.ts';
import type { RunningStatistics } from '../supernet/pass.ts';
import type { Value } from '../tensorflow/graph.ts';
import { stopGradient } from '../tensorflow/ops/basic.ts';
import { mean } from '../tensorflow/ops/shape.ts';
import { crossEntropy, hits } from '../training/loss.ts';
import { lossGradients } from '../training/lossGradients.ts';
import { sgd, type SgdKnobs, updatedStatistics, type WeightValues } from '../training/sgd.ts';
import type { Batch, Forward } from './forward.ts';

export interface WeightStep {
  readonly weights: WeightValues;
  readonly running: RunningStatistics;
  readonly loss: Value;
  readonly logits: Value;
  readonly accuracy: Value;
  /** Norm of the gradient before clipping. */
  readonly gradNorm: Value;
}

/** w ← SGD(w, ∇w L(x, y; w, A)). A takes no gradient. */
export function weightStep(
  forward: Forward,
  before: WeightValues,
  running: RunningStatistics,
  A: PerCell<Value>,
  batch: Batch,
  learningRate: Value,
  config: SgdKnobs & Pick<SearchConfig, 'memory' | 'precision'>,
): WeightStep {
  const fixed = perCell((type) => stopGradient(A[type]));
  const { logits, statistics, cells } = forward.train(batch.x, fixed);
  const loss = crossEntropy(logits, batch.y);
  const twice = config.memory === 'lean' ? { parts: cells } : { products: true };
  const gradient = lossGradients(loss, [before.w], config, twice)[0]!;
  const { weights, gradNorm } = sgd(before, gradient, learningRate, config);
  return {
    weights,
    running: updatedStatistics(running, statistics()),
    loss,
    logits,
    accuracy: mean(hits(logits, batch.y)),
    gradNorm,
  };
}
