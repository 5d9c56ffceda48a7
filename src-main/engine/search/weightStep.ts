/** The weight step: SGD with momentum on the training batch at mixing weights A. */
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import type { CellType } from '../../../src-shared/space/spaces.ts';
import { type PerCell, perCell } from '../supernet/perCell.ts';
import type { RunningStatistics } from '../supernet/pass.ts';
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
  readonly mixed: { readonly A: PerCell<Value>; readonly ran?: PerCell<Value> | undefined };
  /** Cell types of the layers. */
  readonly layers: readonly CellType[];
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
  readonly layers: readonly Value[];
  /** ∇ of the training loss with respect to the mixing weights of each layer. */
  readonly ofLayers: readonly Value[];
  /** Training loss and its ∇w at other mixing weights; the pass moves the batch norm statistics as well. */
  readonly gradientAt: (layers: readonly Value[]) => { readonly loss: Value; readonly gradient: Value };
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
  const fixed = perCell((type) => stopGradient(mixed.A[type]));
  const layers = reshape && context.layers.map((type) => identity(fixed[type]));
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
  const [found, ...ofLayers] = of([before.w, ...(layers ?? [])]);
  const gradientAt: FoundGradient['gradientAt'] = (other) => {
    // Points of their own: no gradient goes on through how they were found.
    const pass = passAt(other.map(stopGradient));
    return { loss: pass.loss, gradient: pass.of([before.w])[0]! };
  };
  const plain = { gradient: found!, layers: layers ?? [], ofLayers, gradientAt };
  const { gradient, learns }: ChangedGradient = reshape?.(plain) ?? plain;
  // What did not run has no gradient, not a zero one: PyTorch neither decays nor moves it.
  const moves = ran && learns ? mul(ran, learns) : (ran ?? learns);
  const { weights, gradNorm } = sgd(before, gradient, learningRate, config, moves);
  return { weights, running, loss, logits, accuracy: mean(hits(logits, batch.y)), gradNorm };
}
