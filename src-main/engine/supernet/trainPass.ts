/**
 * A forward pass in train mode: batch norm uses the batch. The mixing weight of an operation costs nothing:
 * it is the γ of the operation's last batch norm.
 */
import type { Graph, Shape, Value } from '../tensorflow/graph.ts';
import { add, addN, broadcastTo, filled, mul, relu } from '../tensorflow/ops/basic.ts';
import { batchNorm, pointwise } from '../tensorflow/ops/network.ts';
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

export class TrainPass implements Pass {
  readonly graph: Graph;
  /** Positions in the graph at which the cells begin. */
  readonly cells: number[] = [];
  readonly #list: ParameterList;
  readonly #weights: readonly Value[];
  readonly #noise: NoiseSource;
  readonly #A: PerCell<Value> | undefined;
  readonly #batch: ({ mean: Value; variance: Value } | undefined)[] = [];

  /** Mixing weights A [edges, K] per cell type; without them every operation counts as it is. */
  constructor(list: ParameterList, weights: Value, noise: NoiseSource, A?: PerCell<Value>) {
    this.graph = weights.node.graph;
    this.#list = list;
    this.#weights = unflattened(list, weights);
    this.#noise = noise;
    this.#A = A;
  }

  beginCell(): void {
    this.cells.push(this.graph.nodes.length);
  }

  weight({ index }: Parameter): Value {
    return this.#weights[index]!;
  }

  normalise(slot: BatchNorm, x: Value, active = false): Value {
    const y = this.#normalised(slot, x);
    return active ? relu(y) : y;
  }

  /** A pool's batch norm is the same on all edges from one source, so it is not mixed with γ but after it. */
  normaliseMixed(slot: BatchNorm, x: Value): Contribution {
    const { place } = slot;
    if (!place) return { value: this.#normalised(slot, x) };
    if (slot.shared) return this.mixed(this.#normalised(slot, x), place);
    return { value: this.#normalised(slot, x, this.#perChannel(place, slot.channels)) };
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

  #normalised(slot: BatchNorm, x: Value, factor?: Value): Value {
    const z = slot.kernel ? pointwise(x, this.weight(slot.kernel)) : x;
    const learned = slot.gamma && this.weight(slot.gamma);
    const gamma =
      learned && factor
        ? mul(learned, factor)
        : (learned ?? factor ?? filled(this.graph, 1, [slot.channels]));
    const { y, batchMean, batchVariance } = batchNorm(z, gamma, slot.beta && this.weight(slot.beta));
    this.#batch[slot.index] = { mean: batchMean, variance: batchVariance };
    return y;
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
