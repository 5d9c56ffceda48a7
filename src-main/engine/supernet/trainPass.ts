/**
 * A forward pass in train mode: batch norm uses the batch. The mixing weight of an operation costs nothing:
 * it is the γ of the operation's last batch norm.
 */
import type { Graph, Shape, Value } from '../tensorflow/graph.ts';
import { add, addN, broadcastTo, filled, mul, relu } from '../tensorflow/ops/basic.ts';
import { batchNorm, pointwise } from '../tensorflow/ops/network.ts';
import { productBatchNorm } from '../tensorflow/ops/productNorm.ts';
import { concat, flatten, reshape, unpack } from '../tensorflow/ops/shape.ts';
import type { BatchNorm, Parameter, ParameterList, Place } from './parameters.ts';
import {
  type Contribution,
  type NoiseSource,
  type Pass,
  type RunningStatistics,
  unflattened,
} from './pass.ts';
import type { PerCell } from './perCell.ts';

/** Widest input of a pointwise convolution into which batch norm is folded. */
const WIDEST = 32;

/** The product of the input with itself costs its channels squared: batch norm only costs the channels that come out. */
function foldingPays([, , inputs = 0, outputs = 0]: Shape): boolean {
  return inputs <= Math.min(outputs, WIDEST);
}

interface Finish {
  /** Mixing weight per channel. */
  readonly factor?: Value | undefined;
  /** ReLU after it. */
  readonly active?: boolean;
}

export class TrainPass implements Pass {
  readonly graph: Graph;
  /** Positions in the graph at which the cells begin. */
  readonly cells: number[] = [];
  readonly #list: ParameterList;
  readonly #weights: readonly Value[];
  readonly #noise: NoiseSource;
  readonly #A: PerCell<Value> | undefined;
  readonly #folds: boolean;
  readonly #batch: ({ mean: Value; variance: Value } | undefined)[] = [];

  /**
   * Mixing weights A [edges, K] per cell type; without them every operation counts as it is. `folds`: batch
   * norm of a pointwise convolution is folded into it (faster on a CPU, with many small operations more).
   */
  constructor(
    list: ParameterList,
    weights: Value,
    noise: NoiseSource,
    { A, folds = false }: { readonly A?: PerCell<Value>; readonly folds?: boolean } = {},
  ) {
    this.graph = weights.node.graph;
    this.#list = list;
    this.#weights = unflattened(list, weights);
    this.#noise = noise;
    this.#A = A;
    this.#folds = folds;
  }

  beginCell(): void {
    this.cells.push(this.graph.nodes.length);
  }

  weight({ index }: Parameter): Value {
    return this.#weights[index]!;
  }

  normalise(slot: BatchNorm, x: Value, active = false): Value {
    return this.#normalised(slot, x, { active });
  }

  /** A pool's batch norm is the same on all edges from one source, so it is not mixed with γ but after it. */
  normaliseMixed(slot: BatchNorm, x: Value): Contribution {
    const { place } = slot;
    if (!place) return { value: this.#normalised(slot, x) };
    if (slot.shared) return this.mixed(this.#normalised(slot, x), place);
    return { value: this.#normalised(slot, x, { factor: this.#perChannel(place, slot.channels) }) };
  }

  mixed(x: Value, place: Place): Contribution {
    if (!this.#A) return { value: x };
    return { value: mul(x, unpack(flatten(this.#A[place.type]))[this.#row(place)]!) };
  }

  mixedNoise(shape: Shape, place: Place): Contribution {
    return this.mixed(this.#noise(shape, place.cell, place.edge), place);
  }

  addBiases(sum: Value, biases: readonly Value[]): Value {
    return biases.length > 0 ? add(sum, addN(biases)) : sum;
  }

  /** Statistics of this batch of all batch norms, flat, variances unbiased (after the pass). */
  batchStatistics(): RunningStatistics {
    const seen = this.#list.batchNorms.map(({ index, name }) => {
      const statistics = this.#batch[index];
      if (!statistics) throw new Error(`batch norm ${name} took no part in the pass`);
      return statistics;
    });
    const flat = (values: readonly Value[]): Value => concat(values, 0);
    return { mean: flat(seen.map((s) => s.mean)), variance: flat(seen.map((s) => s.variance)) };
  }

  #normalised(slot: BatchNorm, x: Value, { factor, active = false }: Finish = {}): Value {
    const learned = slot.gamma && this.weight(slot.gamma);
    const gamma =
      learned && factor
        ? mul(learned, factor)
        : (learned ?? factor ?? filled(this.graph, 1, [slot.channels]));
    const beta = slot.beta && this.weight(slot.beta);
    const kernel = slot.kernel && this.weight(slot.kernel);
    const folded = this.#folds && kernel !== undefined && foldingPays(kernel.shape);
    const { y, batchMean, batchVariance } = folded
      ? productBatchNorm(x, kernel, gamma, { beta, active })
      : batchNorm(kernel ? pointwise(x, kernel) : x, gamma, beta);
    this.#batch[slot.index] = { mean: batchMean, variance: batchVariance };
    return active && !folded ? relu(y) : y;
  }

  #row({ type, edge, k }: Place): number {
    return edge * (this.#A?.[type].shape[1] ?? 0) + k;
  }

  /** The mixing weight once per channel; all operations of a width share one unpacking. */
  #perChannel(place: Place, channels: number): Value | undefined {
    const A = this.#A?.[place.type];
    if (!A) return undefined;
    const [edges = 0, operations = 0] = A.shape;
    const rows = edges * operations;
    return unpack(broadcastTo(reshape(A, [rows, 1]), [rows, channels]))[this.#row(place)]!;
  }
}
