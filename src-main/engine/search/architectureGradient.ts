/**
 * The gradient that the α step takes, DARTS (arXiv 1806.09055, Eq. 6–8; quark0/darts cnn/architect.py):
 *
 *   first order    g = ∇α L(val; w, α)
 *   second order   w' = w − η (μ·momentum + ∇w L(train; w, α) + wd·w),  v = ∇w' L(val; w', α)
 *                  g = ∇α L(val; w', α) − η [∇α L(train; w + Rv, α) − ∇α L(train; w − Rv, α)] / 2R,  R = 0.01/‖v‖
 *
 * Batch norm is in train mode throughout. Its running statistics move with every pass at the network's own
 * weights: the validation pass of the first order, the three training passes of the second.
 */
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import type { RunningStatistics } from '../supernet/pass.ts';
import { listOf, mapped, namedAs, type Tensors } from '../supernet/tensors.ts';
import type { Value } from '../tensorflow/graph.ts';
import { add, div, mul, scalar, scale, sqrt, square, stopGradient, sub } from '../tensorflow/ops/basic.ts';
import { sum } from '../tensorflow/ops/shape.ts';
import { crossEntropy } from '../training/loss.ts';
import { lossGradients } from '../training/lossGradients.ts';
import { updatedStatistics, type WeightValues } from '../training/sgd.ts';
import type { Batch, Forward } from './forward.ts';
import type { ArchitectureValues } from './state.ts';

export interface GradientContext {
  readonly config: SearchConfig;
  /** Forward passes at other weights. */
  readonly forwardAt: (w: Value) => Forward;
  readonly weights: WeightValues;
  readonly architecture: Tensors<ArchitectureValues>;
  /** What the passes mix with: weights [edges, columns], made from the logits, and which operations run. */
  readonly mixed: { readonly A: Tensors<Value>; readonly ran?: Tensors<Value> | undefined };
  readonly running: RunningStatistics;
  /** What the method adds to the loss whose gradient is taken; undefined: nothing. */
  readonly regularise: () => Value | undefined;
  /** The gradient of the validation loss with respect to the weights is wanted as well. */
  readonly ofWeights?: boolean;
  readonly train: Batch;
  readonly validation: Batch;
  /** Learning rate η of the weights. */
  readonly learningRate: Value;
  /** Makes a value readable from outside. */
  readonly record?: (name: string, value: Value) => void;
}

export interface ArchitectureGradient {
  readonly gradient: Tensors<Value>;
  readonly running: RunningStatistics;
  /** Validation loss and logits at the point the gradient is taken. */
  readonly loss: Value;
  readonly logits: Value;
  /** Gradient of the validation loss with respect to the weights, where it was asked for. */
  readonly ofWeights?: Value | undefined;
}

type Rule = (context: GradientContext) => ArchitectureGradient;

export const ARCHITECTURE_GRADIENTS: Readonly<Record<SearchConfig['alphaOrder'], Rule>> = {
  first: (context) => {
    const pass = passAt(context, context.weights.w, context.validation);
    const { loss, logits, statistics } = pass;
    const { ofWeights, weights, regularise } = context;
    const alphas = alphasOf(context);
    const found = pass.of([...listOf(alphas), ...(ofWeights ? [weights.w] : [])], regularise());
    return {
      ofWeights: ofWeights ? found.at(-1) : undefined,
      gradient: namedAs(alphas, found),
      running: updatedStatistics(context.running, statistics()),
      loss,
      logits,
    };
  },
  second: unrolled,
};

/** ‖R v‖: how far the finite difference of the implicit term reaches, as the authors have it. */
const REACH = 1e-2;

function unrolled(context: GradientContext): ArchitectureGradient {
  const { config, weights, learningRate } = context;
  const { w, momentum } = weights;
  const now = passAt(context, w, context.train);
  const [slope] = now.of([w]);
  const decayed = add(slope!, scale(w, config.weightDecay));
  // Points of their own: no gradient goes on through how they were found.
  const ahead = stopGradient(sub(w, mul(learningRate, add(scale(momentum, config.momentum), decayed))));
  const after = passAt(context, ahead, context.validation);
  const alphas = alphasOf(context);
  const found = after.of([...listOf(alphas), ahead], context.regularise());
  const direct = namedAs(alphas, found);
  const v = found.at(-1)!;
  const R = div(scalar(w.node.graph, REACH), sqrt(sum(square(v))));
  const step = mul(v, R);
  const plus = passAt(context, stopGradient(add(w, step)), context.train);
  const minus = passAt(context, stopGradient(sub(w, step)), context.train);
  const [above, below] = [plus, minus].map(({ of }) => namedAs(alphas, of(listOf(alphas))));
  const running = [now, plus, minus].reduce(
    (statistics, pass) => updatedStatistics(statistics, pass.statistics()),
    context.running,
  );
  const implicit = mapped(alphas, (_, name) => div(sub(above![name]!, below![name]!), scale(R, 2)));
  recordUnrolled(context, {
    'loss.train': now.loss,
    'loss.plus': plus.loss,
    'loss.minus': minus.loss,
    w: ahead,
    vector: v,
    R,
    ...prefixed('direct', direct),
    ...prefixed('implicit', implicit),
  });
  return {
    gradient: mapped(direct, (each, name) => sub(each, mul(learningRate, implicit[name]!))),
    running,
    loss: after.loss,
    logits: after.logits,
  };
}

function recordUnrolled({ record }: GradientContext, values: Readonly<Record<string, Value>>): void {
  for (const [name, value] of Object.entries(values)) record?.(`unrolled.${name}`, value);
}

function prefixed(prefix: string, of: Tensors<Value>): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(of).map(([name, value]) => [`${prefix}.${name}`, value]));
}

function alphasOf({ architecture }: GradientContext): Tensors<Value> {
  return mapped(architecture, ({ alpha }) => alpha);
}

/** A train-mode pass at weights w, with the gradient of its loss for any values before it. */
function passAt({ config, forwardAt, mixed }: GradientContext, w: Value, { x, y }: Batch) {
  const { logits, statistics, cells } = forwardAt(w).train(x, mixed.A, mixed.ran);
  const loss = crossEntropy(logits, y);
  const twice = config.memory === 'lean' ? { parts: cells } : {};
  const of = (xs: readonly Value[], extra?: Value): Value[] =>
    lossGradients(extra ? add(loss, extra) : loss, xs, config, twice);
  return { loss, logits, statistics, of };
}
