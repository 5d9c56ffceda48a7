/** One forward pass through a network: which weights, which batch norm statistics, which noise. */
import type { Graph, Shape, Value } from '../tensorflow/graph.ts';
import { sizeOf } from '../tensorflow/graph.ts';
import { add, filled, mul, neg, rsqrt, scalar } from '../tensorflow/ops/basic.ts';
import { BATCH_NORM_EPSILON, batchNorm, conv2d } from '../tensorflow/ops/network.ts';
import { concat, reshape, split } from '../tensorflow/ops/shape.ts';
import type { BatchNorm, Parameter, ParameterList } from './parameters.ts';

/** Running statistics of all batch norms, flat [Σ channels]. */
export interface RunningStatistics {
  readonly mean: Value;
  readonly variance: Value;
}

/** N(0,1) in place of an image: the noise operation of S4, drawn anew for each pass, cell and edge. */
export type NoiseSource = (shape: Shape, cell: number, edge: number) => Value;

/** How much an operation counts on its edge: a scalar, and the same number once per channel. */
export interface Mix {
  readonly scalar: Value;
  readonly perChannel: (channels: number) => Value;
}

/** What an operation adds to a node: `value` (+ `bias` per channel); `phases`: in the layout of `toPhases`. */
export interface Contribution {
  readonly value: Value;
  readonly bias?: Value;
  readonly phases?: boolean;
}

export class Pass {
  readonly graph: Graph;
  readonly noise: NoiseSource;
  readonly #list: ParameterList;
  readonly #weights: readonly Value[];
  /** Eval mode: batch norm as x·scale + shift, per batch norm. */
  readonly #running: { scales: readonly Value[]; shifts: readonly Value[] } | undefined;
  readonly #batch: ({ mean: Value; variance: Value } | undefined)[] = [];

  /** `running` given: eval mode, batch norm uses it; absent: train mode, batch norm uses the batch. */
  constructor(list: ParameterList, weights: Value, noise: NoiseSource, running?: RunningStatistics) {
    this.graph = weights.node.graph;
    this.noise = noise;
    this.#list = list;
    const parts = split(
      weights,
      list.parameters.map(({ shape }) => sizeOf(shape)),
    );
    this.#weights = list.parameters.map(({ index, shape }) => reshape(parts[index]!, shape));
    if (running) {
      const channels = list.batchNorms.map((each) => each.channels);
      const scales = rsqrt(add(running.variance, scalar(this.graph, BATCH_NORM_EPSILON)));
      const shifts = neg(mul(running.mean, scales));
      this.#running = { scales: split(scales, channels), shifts: split(shifts, channels) };
    }
  }

  get training(): boolean {
    return this.#running === undefined;
  }

  weight({ index }: Parameter): Value {
    return this.#weights[index]!;
  }

  /** Batch norm of `x`, or of its pointwise convolution with `kernel`. */
  normalise(slot: BatchNorm, x: Value, kernel?: Parameter): Value {
    const { value, bias } = this.normaliseMixed(slot, x, kernel);
    return bias ? add(value, bias) : value;
  }

  /**
   * The same times the weight of its edge, which costs nothing here: in train mode it is the γ of the
   * batch norm, in eval mode batch norm and weight are folded into the pointwise kernel.
   */
  normaliseMixed(slot: BatchNorm, x: Value, kernel?: Parameter, mix?: Mix): Contribution {
    const factor = mix?.perChannel(slot.channels);
    if (this.#running) return this.#folded(slot, x, kernel, factor);
    const z = kernel ? conv2d(x, this.weight(kernel)) : x;
    const learned = slot.gamma && this.weight(slot.gamma);
    const gamma =
      learned && factor
        ? mul(learned, factor)
        : (learned ?? factor ?? filled(this.graph, 1, [slot.channels]));
    const { y, batchMean, batchVariance } = batchNorm(z, gamma, slot.beta && this.weight(slot.beta));
    this.#batch[slot.index] = { mean: batchMean, variance: batchVariance };
    return { value: y };
  }

  #folded(slot: BatchNorm, x: Value, kernel: Parameter | undefined, factor: Value | undefined): Contribution {
    const { scales, shifts } = this.#running!;
    let [factors, bias] = [scales[slot.index]!, shifts[slot.index]!];
    for (const each of [slot.gamma && this.weight(slot.gamma), factor]) {
      if (each) [factors, bias] = [mul(factors, each), mul(bias, each)];
    }
    if (slot.beta) bias = add(bias, this.weight(slot.beta));
    return { value: kernel ? conv2d(x, mul(this.weight(kernel), factors)) : mul(x, factors), bias };
  }

  /** Statistics of this batch of all batch norms, flat, variances unbiased (train mode, after the pass). */
  batchStatistics(): RunningStatistics {
    const seen = this.#list.batchNorms.map(({ index, name }) => {
      const statistics = this.#batch[index];
      if (!statistics) throw new Error(`batch norm ${name} took no part in the pass`);
      return statistics;
    });
    return {
      mean: concat(
        seen.map((s) => s.mean),
        0,
      ),
      variance: concat(
        seen.map((s) => s.variance),
        0,
      ),
    };
  }
}
