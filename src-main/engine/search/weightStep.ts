/** The weight step: SGD with momentum on the training batch at mixing weights A. */
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import type { RunningStatistics } from '../supernet/pass.ts';
import { listOf, mapped, namedAs, type Tensors } from '../supernet/tensors.ts';
import type { Mixed } from '../supernet/trainPass.ts';
import type { Value } from '../tensorflow/graph.ts';
import { identity, mul, stopGradient } from '../tensorflow/ops/basic.ts';
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

export interface WeightContext {
  readonly forward: Forward;
  readonly before: WeightValues;
  readonly running: RunningStatistics;
  /** Mixing weights [edges, columns]; they take no gradient. */
  readonly mixed: { readonly A: Tensors<Value>; readonly ran?: Tensors<Value> | undefined };
  /** Names of the tensors that each layer mixes with. */
  readonly layers: readonly (readonly string[])[];
  readonly batch: Batch;
  readonly learningRate: Value;
  readonly config: SgdKnobs & Pick<SearchConfig, 'memory' | 'precision'>;
  /** Changes the gradient before it is clipped. */
  readonly reshape?: ((found: FoundGradient) => ChangedGradient) | undefined;
}

/** What a method may make of the gradient of the weights. */
export interface FoundGradient {
  /** ∇w of the training loss, flat. */
  readonly gradient: Value;
  /** Mixing weights [edges, columns] of each layer, values of their own. */
  readonly layers: readonly Tensors<Value>[];
  /** ∇ of the training loss with respect to the mixing weights of each layer. */
  readonly ofLayers: readonly Tensors<Value>[];
  /** Training loss and its ∇w at other mixing weights; the pass moves the batch norm statistics as well. */
  readonly gradientAt: (layers: readonly Tensors<Value>[]) => {
    readonly loss: Value;
    readonly gradient: Value;
  };
}

/** What it makes of it. */
export interface ChangedGradient {
  readonly gradient: Value;
  /** 0 for weights that stay as they are, else 1, flat; undefined: all learn. */
  readonly learns?: Value;
}

/** w ← SGD(w, ∇w L(x, y; w, A)). */
export function weightStep(context: WeightContext): WeightStep {
  const { forward, before, batch, config, mixed, learningRate, reshape } = context;
  const fixed = mapped(mixed.A, stopGradient);
  const layers =
    reshape &&
    context.layers.map((names) => Object.fromEntries(names.map((name) => [name, identity(fixed[name]!)])));
  let { running } = context;
  const passAt = (A: Mixed) => {
    const { logits, statistics, ranWeights, cells } = forward.train(batch.x, A, mixed.ran);
    const loss = crossEntropy(logits, batch.y);
    const twice = config.memory === 'lean' ? { parts: cells } : { products: true };
    running = updatedStatistics(running, statistics());
    const of = (xs: readonly Value[]): Value[] => lossGradients(loss, xs, config, twice);
    return { loss, logits, ran: ranWeights(), of };
  };
  const { loss, logits, ran, of } = passAt(layers ?? fixed);
  const [found, ...rest] = of([before.w, ...(layers ?? []).flatMap(listOf)]);
  const ofLayers = (layers ?? []).map((each) => namedAs(each, rest.splice(0, listOf(each).length)));
  const gradientAt: FoundGradient['gradientAt'] = (other) => {
    // Points of their own: no gradient goes on through how they were found.
    const pass = passAt(other.map((each) => mapped(each, stopGradient)));
    return { loss: pass.loss, gradient: pass.of([before.w])[0]! };
  };
  const plain = { gradient: found!, layers: layers ?? [], ofLayers, gradientAt };
  const { gradient, learns }: ChangedGradient = reshape?.(plain) ?? plain;
  // What did not run has no gradient, not a zero one: PyTorch neither decays nor moves it.
  const moves = ran && learns ? mul(ran, learns) : (ran ?? learns);
  const { weights, gradNorm } = sgd(before, gradient, learningRate, config, moves);
  return { weights, running, loss, logits, accuracy: mean(hits(logits, batch.y)), gradNorm };
}
