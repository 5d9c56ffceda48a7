/**
 * A forward pass in eval mode, at one point A or at N points at once: batch norm uses the running
 * statistics, so it and the mixing weight are folded into the pointwise kernel before it. Kernels of one
 * shape are folded together. What does not depend on A is computed once for all N; from there on images
 * are [N·B, H, W, C], point by point. At one point our own operations may be used: they normalise themselves.
 */
import { type Graph, type Shape, sizeOf, type Value } from '../tensorflow/graph.ts';
import { add, addN, broadcastTo, mul, relu } from '../tensorflow/ops/basic.ts';
import { batchMatMul, biasAdd, pointwise } from '../tensorflow/ops/network.ts';
import { type Normalisation, ownFit, type Term } from '../tensorflow/ops/own.ts';
import { concat, reshape, split, transpose, unpack } from '../tensorflow/ops/shape.ts';
import { dependence } from './dependence.ts';
import { FoldedNorms } from './foldedNorms.ts';
import { type BatchNorm, type Parameter, type ParameterList, type Place, positionIn } from './parameters.ts';
import {
  type Contribution,
  type NoiseSource,
  type OwnPass,
  type Pass,
  type RunningStatistics,
  unflattened,
} from './pass.ts';
import { listOf, mapped, type Tensors } from './tensors.ts';
import type { TrainOptions } from './trainPass.ts';

export interface EvalOptions extends Pick<TrainOptions, 'common'> {
  /**
   * Nobody asks for a gradient: our own operations take a node as a whole. What does not depend on A is left as it
   * is, to be shared with passes at other points.
   */
  readonly scores?: boolean;
}

export class EvalPass implements Pass {
  readonly graph: Graph;
  readonly #weights: readonly Value[];
  readonly #noises: readonly NoiseSource[];
  readonly #images: number;
  readonly #points: number;
  readonly #A: Tensors<Value> | undefined;
  /** Mixing weights [N] of each number of A; undefined: operations count as they are. */
  readonly #rows: Tensors<readonly Value[]> | undefined;
  readonly #folded: FoldedNorms;
  readonly own: OwnPass | undefined;
  /** Running statistics of each batch norm. */
  readonly #statistics: readonly RunningStatistics[];

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
    { common = false, scores = false }: EvalOptions = {},
  ) {
    this.graph = weights.node.graph;
    this.#weights = unflattened(list, weights);
    this.#noises = noises;
    this.#images = images;
    this.#points = noises.length;
    this.#A = A;
    this.#rows = A && mapped(A, (each) => this.#unpackedRows(each));
    this.#folded = new FoldedNorms(
      list,
      running,
      (parameter) => this.weight(parameter),
      A && { points: this.#points, at: (place) => this.#weightAt(place)! },
    );
    const channels = list.batchNorms.map((each) => each.channels);
    const variances = split(running.variance, channels);
    this.#statistics = split(running.mean, channels).map((mean, index) => ({
      mean,
      variance: variances[index]!,
    }));
    if (this.graph.own && !common && this.#points === 1)
      this.own = {
        ofBatch: false,
        normalisation: (slot) => this.#normalisation(slot),
        ...(scores && A ? { defers: dependence(listOf(A)) } : {}),
        weight: (place) => this.#termWeight(place),
      };
  }

  weight({ index }: Parameter): Value {
    return this.#weights[index]!;
  }

  normalise(slot: BatchNorm, x: Value, active = false): Value {
    const { kernel, factor, bias } = this.#folded.at(slot);
    if (kernel) return pointwise(x, kernel, { bias, relu: active });
    const y = biasAdd(mul(x, factor), bias);
    return active ? relu(y) : y;
  }

  normaliseMixed(slot: BatchNorm, x: Value, phases = false): Contribution {
    if (this.#isOwn(x)) {
      const product = slot.kernel ? pointwise(x, this.weight(slot.kernel)) : x;
      const weight = slot.place && this.#termWeight(slot.place);
      return { value: product, normal: this.#normalisation(slot), weight };
    }
    const { kernel, factor, bias } = this.#folded.at(slot);
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
    if (this.#isOwn(x)) return { value: x, weight: this.#termWeight(place) };
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

  #isOwn({ shape }: Value): boolean {
    return this.own !== undefined && ownFit(this.graph, shape[3] ?? 0);
  }

  #normalisation({ index, gamma, beta }: BatchNorm): Normalisation {
    const learned = gamma && beta && { gamma: this.weight(gamma), beta: this.weight(beta) };
    return { ...this.#statistics[index]!, unbiased: false, learned };
  }

  #termWeight(place: Place): Term['weight'] {
    const of = this.#A?.[place.tensor];
    return of && { of, at: positionIn(of, place) };
  }

  #weightAt(place: Place): Value | undefined {
    const of = this.#A?.[place.tensor];
    return of && this.#rows?.[place.tensor]?.[positionIn(of, place)];
  }

  /** [edges, K] or [N, edges, K] → [N] for each row. */
  #unpackedRows(A: Value): readonly Value[] {
    const count = sizeOf(A.shape) / this.#points;
    return unpack(transpose(reshape(A, [this.#points, count]), [1, 0]));
  }
}
