/** The α step: Adam on the architecture logits, first order, on the validation batch. */
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import { cellValues, type PerCell, perCell } from '../supernet/perCell.ts';
import type { RunningStatistics } from '../supernet/pass.ts';
import type { Value } from '../tensorflow/graph.ts';
import { add, div, mul, scalar, scale, softmax, sqrt, square, sub } from '../tensorflow/ops/basic.ts';
import { crossEntropy } from '../training/loss.ts';
import { lossGradients } from '../training/lossGradients.ts';
import type { Batch, Forward } from './forward.ts';
import type { ArchitectureValues } from './state.ts';
import { updatedStatistics } from '../training/sgd.ts';

const ADAM_EPSILON = 1e-8;

export interface AlphaStep {
  readonly architecture: PerCell<ArchitectureValues>;
  readonly running: RunningStatistics;
  readonly loss: Value;
  readonly logits: Value;
  readonly gradient: PerCell<Value>;
}

/** Scalars fed at each step: learning rate, and 1 − β₁ᵗ, 1 − β₂ᵗ for Adam's t-th step. */
export interface AdamInputs {
  readonly learningRate: Value;
  readonly correction1: Value;
  readonly correction2: Value;
}

export function relaxed(architecture: PerCell<ArchitectureValues>): PerCell<Value> {
  return perCell((type) => softmax(architecture[type].alpha));
}

/** Train-mode batch norm, whose running statistics move as well; ∂L/∂w is not computed. */
export function alphaStep(
  forward: Forward,
  architecture: PerCell<ArchitectureValues>,
  running: RunningStatistics,
  batch: Batch,
  adam: AdamInputs,
  config: Pick<SearchConfig, 'alphaBeta1' | 'alphaBeta2' | 'alphaWeightDecay' | 'memory' | 'precision'>,
): AlphaStep {
  const { logits, statistics, cells } = forward.train(batch.x, relaxed(architecture));
  const loss = crossEntropy(logits, batch.y);
  const alphas = cellValues(architecture).map(({ alpha }) => alpha);
  const twice = config.memory === 'lean' ? { parts: cells } : {};
  const [normal, reduce] = lossGradients(loss, alphas, config, twice);
  const gradient = { normal: normal!, reduce: reduce! };
  return {
    architecture: perCell((type) => adamStep(architecture[type], gradient[type], adam, config)),
    running: updatedStatistics(running, statistics()),
    loss,
    logits,
    gradient,
  };
}

/**
 * Adam with L2 decay in the gradient (PyTorch's Adam, not AdamW): g ← ∇ + wd·α; m, v moments;
 * α ← α − lr/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + 1e-8).
 */
function adamStep(
  { alpha, m, v }: ArchitectureValues,
  gradient: Value,
  { learningRate, correction1, correction2 }: AdamInputs,
  config: Pick<SearchConfig, 'alphaBeta1' | 'alphaBeta2' | 'alphaWeightDecay'>,
): ArchitectureValues {
  const g = add(gradient, scale(alpha, config.alphaWeightDecay));
  const nextM = add(scale(m, config.alphaBeta1), scale(g, 1 - config.alphaBeta1));
  const nextV = add(scale(v, config.alphaBeta2), scale(square(g), 1 - config.alphaBeta2));
  const denominator = add(div(sqrt(nextV), sqrt(correction2)), scalar(alpha.node.graph, ADAM_EPSILON));
  const step = div(mul(div(learningRate, correction1), nextM), denominator);
  return { alpha: sub(alpha, step), m: nextM, v: nextV };
}
