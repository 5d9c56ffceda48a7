/**
 * A forward pass in eval mode, at one point A or at N points at once: batch norm uses the running
 * statistics, so it and the mixing weight are folded into the pointwise kernel before it. Kernels of one
 * shape are folded together. What does not depend on A is computed once for all N; from there on images
 * are [N·B, H, W, C], point by point.
 */
import { type Graph, type Shape, sizeOf, type Value } from '../tensorflow/graph.ts';
import { add, addN, broadcastTo, mul, neg, relu, rsqrt, scalar } from '../tensorflow/ops/basic.ts';
import { BATCH_NORM_EPSILON, batchMatMul, biasAdd, pointwise } from '../tensorflow/ops/network.ts';
import { concat, pack, reshape, split, transpose, unpack } from '../tensorflow/ops/shape.ts';
import type { BatchNorm, Parameter, ParameterList, Place } from './parameters.ts';
import {
  type Contribution,
  type NoiseSource,
  type Pass,
  type RunningStatistics,
  unflattened,
} from './pass.ts';
import { mapped, type Tensors } from './tensors.ts';

/** Batch norm as x·factor + bias; with a pointwise convolution before it as x·kernel + bias. */
interface Folded {
  /** [C] or, mixed, [N, C]. */
  readonly bias: Value;
  /** [C] or [N, C], where there is no kernel. */
  readonly factor: Value;
  /** [1, 1, C, D] or, mixed at N > 1 points, [N, C, D]. */
  readonly kernel?: Value;
}

export class EvalPass implements Pass {
  readonly graph: Graph;
  readonly #weights: readonly Value[];
  readonly #noises: readonly NoiseSource[];
  readonly #images: number;
  readonly #points: number;
  /** Mixing weights [N] of each number of A; undefined: operations count as they are. */
  readonly #rows: Tensors<readonly Value[]> | undefined;
  readonly #columns: Tensors<number>;
  readonly #folded: readonly Folded[];

  /**
   * `images`: B. A [edges, K] or, for N points, [N, edges, K]; one noise source a point.
   */
  constructor(
    list: ParameterList,
    weights: Value,
    running: RunningStatistics,
    images: number,
    noises: readonly NoiseSource[],
    A?: Tensors<Value>,
  ) {
    this.graph = weights.node.graph;
    this.#weights = unflattened(list, weights);
    this.#noises = noises;
    this.#images = images;
    this.#points = noises.length;
    this.#rows = A && mapped(A, (each) => this.#unpackedRows(each));
    this.#columns = mapped(A ?? {}, ({ shape }) => shape.at(-1) ?? 0);
    this.#folded = this.#fold(list, running);
  }

  weight({ index }: Parameter): Value {
    return this.#weights[index]!;
  }

  normalise(slot: BatchNorm, x: Value, active = false): Value {
    const { kernel, factor, bias } = this.#folded[slot.index]!;
    if (kernel) return pointwise(x, kernel, { bias, relu: active });
    const y = biasAdd(mul(x, factor), bias);
    return active ? relu(y) : y;
  }

  normaliseMixed(slot: BatchNorm, x: Value, phases = false): Contribution {
    const { kernel, factor, bias } = this.#folded[slot.index]!;
    if (!this.#rows || !slot.place || this.#points === 1)
      return { value: kernel ? pointwise(x, kernel) : mul(x, factor), bias };
    const groups = phases ? 4 : 1;
    const [batch = 0, height = 0, width = 0, channels = 0] = x.shape;
    const seen = batch / (groups * this.#images);
    const rows = reshape(x, [groups, seen, this.#images * height * width, channels]);
    const value = kernel
      ? batchMatMul(rows, kernel)
      : mul(rows, reshape(factor, [this.#points, 1, channels]));
    const each = [groups * this.#points * this.#images, height, width, slot.channels];
    return { value: reshape(value, each), bias };
  }

  mixed(x: Value, place: Place): Contribution {
    const weight = this.#weightAt(place);
    if (!weight) return { value: x };
    const [batch = 0, ...rest] = x.shape;
    const each = [batch / this.#images, this.#images * sizeOf(rest)];
    const value = mul(reshape(x, each), reshape(weight, [this.#points, 1]));
    return { value: reshape(value, [this.#points * this.#images, ...rest]) };
  }

  unmixed(x: Value): Value {
    const [batch = 0, ...rest] = x.shape;
    if (!this.#rows || this.#points === 1 || batch !== this.#images) return x;
    const one = batch * sizeOf(rest);
    const all = broadcastTo(reshape(x, [1, one]), [this.#points, one]);
    return reshape(all, [this.#points * batch, ...rest]);
  }

  mixedNoise(shape: Shape, place: Place): Contribution {
    const one = [this.#images, ...shape.slice(1)];
    const drawn = this.#noises.map((noise) => noise(one, place.cell, place.row));
    return this.mixed(concat(drawn, 0), place);
  }

  addBiases(sum: Value, biases: readonly Value[]): Value {
    if (biases.length === 0) return sum;
    const bias = addN(biases);
    const [batch = 0, height = 0, width = 0, channels = 0] = sum.shape;
    if (sizeOf(bias.shape) === channels) return biasAdd(sum, reshape(bias, [channels]));
    const perPoint = reshape(sum, [this.#points, (batch / this.#points) * height * width, channels]);
    return reshape(add(perPoint, reshape(bias, [this.#points, 1, channels])), sum.shape);
  }

  #weightAt({ tensor, row, column }: Place): Value | undefined {
    return this.#rows?.[tensor]?.[row * this.#columns[tensor]! + column];
  }

  /** [edges, K] or [N, edges, K] → [N] for each row. */
  #unpackedRows(A: Value): readonly Value[] {
    const count = sizeOf(A.shape) / this.#points;
    return unpack(transpose(reshape(A, [this.#points, count]), [1, 0]));
  }

  #fold(list: ParameterList, running: RunningStatistics): readonly Folded[] {
    const channels = list.batchNorms.map((each) => each.channels);
    const inverse = rsqrt(add(running.variance, scalar(this.graph, BATCH_NORM_EPSILON)));
    const scales = split(inverse, channels);
    const shifts = split(neg(mul(running.mean, inverse)), channels);
    const alike = new Map<string, BatchNorm[]>();
    for (const slot of list.batchNorms) {
      const key = [this.#rows && slot.place ? 'mixed' : '', slot.channels, slot.kernel?.shape].join(' ');
      alike.set(key, [...(alike.get(key) ?? []), slot]);
    }
    const folded: Folded[] = [];
    for (const slots of alike.values()) {
      const affine = slots.map((slot) => this.#affine(slot, scales[slot.index]!, shifts[slot.index]!));
      const together = this.#foldTogether(
        slots,
        pack(affine.map((each) => each.scale)),
        pack(affine.map((each) => each.shift)),
      );
      slots.forEach((slot, index) => (folded[slot.index] = together[index]!));
    }
    return folded;
  }

  #affine(slot: BatchNorm, scale: Value, shift: Value): { scale: Value; shift: Value } {
    if (!slot.gamma || !slot.beta) return { scale, shift };
    const gamma = this.weight(slot.gamma);
    return { scale: mul(scale, gamma), shift: add(mul(shift, gamma), this.weight(slot.beta)) };
  }

  /** n batch norms alike, `scale` and `shift` [n, D]. */
  #foldTogether(slots: readonly BatchNorm[], scale: Value, shift: Value): Folded[] {
    const [n = 0, filters = 0] = scale.shape;
    const places = slots.flatMap(({ place }) => place ?? []);
    const mixed = this.#rows && places.length === n;
    const points = mixed ? [this.#points] : [];
    const rows = mixed && reshape(pack(places.map((place) => this.#weightAt(place)!)), [n, ...points, 1]);
    const weighted = (x: Value): Value => (rows ? mul(reshape(x, [n, 1, filters]), rows) : x);
    const factor = weighted(scale);
    const biases = unpack(weighted(shift));
    const kernels = slots.flatMap(({ kernel }) => (kernel ? [this.weight(kernel)] : []));
    if (kernels.length < n) {
      const factors = unpack(factor);
      return slots.map((_, index) => ({ bias: biases[index]!, factor: factors[index]! }));
    }
    const inputs = kernels[0]!.shape[2] ?? 0;
    // For N > 1 points the matrices of a batched product, else the kernel of a convolution.
    const leading = points[0] === undefined || points[0] === 1 ? [1, 1] : [1];
    const stacked = reshape(pack(kernels), [n, ...leading, inputs, filters]);
    const perPoint = leading.length === 2 ? [1, 1] : points;
    const folded = unpack(mul(stacked, reshape(factor, [n, ...perPoint, 1, filters])));
    return slots.map((_, index) => ({ bias: biases[index]!, factor, kernel: folded[index]! }));
  }
}
