/** Forward passes of one supernet in one graph, numbered in the order they are built. */
import type { Supernet } from '../supernet/spec.ts';
import { type EvalOptions, EvalPass } from '../supernet/evalPass.ts';
import type { BatchStatistics, NoiseSource, RunningStatistics } from '../supernet/pass.ts';
import { listOf, mapped, type Tensors } from '../supernet/tensors.ts';
import { type Mixed, type TrainOptions, TrainPass } from '../supernet/trainPass.ts';
import type { Value } from '../tensorflow/graph.ts';
import { concat, slice } from '../tensorflow/ops/shape.ts';
import type { GraphBuilder } from '../tensorflow/session.ts';

export interface Batch {
  /** [B, H, W, C] */
  readonly x: Value;
  /** [B] int32 */
  readonly y: Value;
}

/** Inputs `<name>.x` and `<name>.y` for a batch of images. */
export function batchInput(builder: GraphBuilder, name: string, net: Supernet, batch: number): Batch {
  const { height, width, inputChannels } = net.spec;
  return {
    x: builder.input(`${name}.x`, [batch, height, width, inputChannels]),
    y: builder.input(`${name}.y`, [batch], 'int32'),
  };
}

export interface Trained {
  readonly logits: Value;
  /** Batch norm statistics of the batch. */
  readonly statistics: () => BatchStatistics;
  /** 0 for weights of operations that did not run, else 1, flat; undefined: all ran. */
  readonly ranWeights: () => Value | undefined;
  /** Where in the graph the cells begin. */
  readonly cells: readonly number[];
}

/** The mixing weights are those of `columnsOf` (mixing.ts). */
export interface Forward {
  /** `ran`: which operations take part, where not all do. */
  readonly train: (x: Value, A: Mixed, ran?: Tensors<Value>) => Trained;
  /** Logits [B, classes] at A [edges, columns]. */
  readonly evaluate: (x: Value, A: Tensors<Value>, running: RunningStatistics) => Value;
  /** The same, or logits [N·B, classes] at N points A [N, edges, columns]; no gradient passes. */
  readonly score: (x: Value, A: Tensors<Value>, running: RunningStatistics) => Value;
}

/**
 * `noise(n)`: the source of S4's noise in the n-th pass; a pass at N points counts as N. `drops`: what training
 * leaves out; `common`: TensorFlow's operations only, for what is differentiated twice.
 */
export function forwardPasses(
  net: Supernet,
  weights: Value,
  noise: (pass: number) => NoiseSource,
  { drops, common = false }: Pick<TrainOptions, 'drops' | 'common'> = {},
): Forward {
  let passes = 0;
  const evaluated = (
    x: Value,
    A: Tensors<Value>,
    running: RunningStatistics,
    points: number,
    options: EvalOptions,
  ): Value => {
    const noises = Array.from({ length: points }, () => noise(passes++));
    return net.logits(new EvalPass(net.parameters, weights, running, x.shape[0] ?? 1, noises, A, options), x);
  };
  return {
    train: (x, A, ran) => {
      const pass = new TrainPass(net.parameters, weights, noise(passes++), { A, ran, drops, common });
      const logits = net.logits(pass, x);
      return {
        logits,
        statistics: () => pass.batchStatistics(),
        ranWeights: () => pass.ranWeights(),
        cells: pass.cells,
      };
    },
    evaluate: (x, A, running) => evaluated(x, A, running, 1, { common }),
    score: (x, A, running) => {
      const scored = (at: Tensors<Value>, points: number): Value =>
        evaluated(x, at, running, points, { common, scores: true });
      const [{ shape }] = listOf(A) as [Value];
      if (shape.length === 2) return scored(A, 1);
      const all = shape[0] ?? 1;
      const together = x.node.graph.own && !common ? 1 : pointsAtOnce(net, x.shape[0] ?? 1);
      const logits: Value[] = [];
      for (let from = 0; from < all; from += together) {
        const points = Math.min(together, all - from);
        const some = mapped(A, (each) => slice(each, [from, 0, 0], [points, ...each.shape.slice(1)]));
        logits.push(scored(some, points));
      }
      return concat(logits, 0);
    },
  };
}

/** Largest tensor that several points are evaluated in at once, bytes: what a CPU's cache holds well. */
const TOGETHER_BYTES = 4 * 2 ** 20;

/**
 * How many points share a pass. Together they take fewer and larger operations, which pays where the
 * work is small; tensors that outgrow the cache make it a quarter slower.
 */
function pointsAtOnce({ spec }: Supernet, images: number): number {
  const bytes = 4 * images * spec.channels * spec.height * spec.width;
  return Math.max(1, Math.floor(TOGETHER_BYTES / bytes));
}
