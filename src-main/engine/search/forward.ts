/** Forward passes of one supernet in one graph, numbered in the order they are built. */
import type { Supernet } from '../supernet/network.ts';
import type { PerCell } from '../supernet/perCell.ts';
import { type NoiseSource, Pass, type RunningStatistics } from '../supernet/pass.ts';
import type { Value } from '../tensorflow/graph.ts';

export interface Batch {
  /** [B, H, W, C] */
  readonly x: Value;
  /** [B] int32 */
  readonly y: Value;
}

export interface TrainPass {
  readonly logits: Value;
  /** Batch norm statistics of the batch. */
  readonly statistics: () => RunningStatistics;
}

export interface Forward {
  readonly train: (x: Value, A: PerCell<Value>) => TrainPass;
  readonly evaluate: (x: Value, A: PerCell<Value>, running: RunningStatistics) => Value;
}

/** `noise(n)`: the source of S4's noise in the n-th pass. */
export function forwardPasses(net: Supernet, weights: Value, noise: (pass: number) => NoiseSource): Forward {
  let passes = 0;
  return {
    train: (x, A) => {
      const pass = new Pass(net.parameters, weights, noise(passes++));
      const logits = net.logits(pass, x, A);
      return { logits, statistics: () => pass.batchStatistics() };
    },
    evaluate: (x, A, running) =>
      net.logits(new Pass(net.parameters, weights, noise(passes++), running), x, A),
  };
}
