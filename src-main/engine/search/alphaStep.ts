/** The α step: Adam on the architecture logits, by the gradient of the validation loss (architectureGradient.ts). */
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import type { RunningStatistics } from '../supernet/pass.ts';
import { mapped, type Tensors } from '../supernet/tensors.ts';
import type { Value } from '../tensorflow/graph.ts';
import { add, div, mul, scalar, scale, sqrt, square, sub } from '../tensorflow/ops/basic.ts';
import { ARCHITECTURE_GRADIENTS, type GradientContext } from './architectureGradient.ts';
import type { ArchitectureValues } from './state.ts';

const ADAM_EPSILON = 1e-8;

export interface AlphaStep {
  readonly architecture: Tensors<ArchitectureValues>;
  readonly running: RunningStatistics;
  readonly loss: Value;
  readonly logits: Value;
  readonly gradient: Tensors<Value>;
  readonly ofWeights?: Value | undefined;
}

/** Scalars fed at each step: learning rate, and 1 − β₁ᵗ, 1 − β₂ᵗ for Adam's t-th step. */
export interface AdamInputs {
  /** A number, or one for each logit. */
  readonly learningRate: Value;
  readonly correction1: Value;
  readonly correction2: Value;
}

/** `open`: 1 for logits that learn, 0 for those that stay as they are, [edges, columns]; undefined: all learn. */
export function alphaStep(context: GradientContext, adam: AdamInputs, open?: Tensors<Value>): AlphaStep {
  const { config, architecture } = context;
  const found = ARCHITECTURE_GRADIENTS[config.alphaOrder](context);
  return {
    ...found,
    architecture: mapped(architecture, (old, name) => {
      const next = adamStep(old, found.gradient[name]!, adam, config);
      const learns = open?.[name];
      if (!learns) return next;
      const stepped = (from: Value, to: Value): Value => add(from, mul(learns, sub(to, from)));
      return {
        alpha: stepped(old.alpha, next.alpha),
        m: stepped(old.m, next.m),
        v: stepped(old.v, next.v),
      };
    }),
  };
}

/**
 * Adam with L2 decay in the gradient (PyTorch's Adam, not AdamW): g ← ∇ + wd·α; m, v moments;
 * α ← α − lr/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + 1e-8).
 */
export function adamStep(
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
