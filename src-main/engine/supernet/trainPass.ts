/**
 * A forward pass in train mode: batch norm uses the batch. The mixing weight of an operation costs nothing: with
 * our own operations the node's sum takes it in, else it is the γ of the operation's last batch norm.
 */
import { type Graph, type Shape, sizeOf, type Value } from '../tensorflow/graph.ts';
import { add, addN, broadcastTo, constant, div, filled, mul, relu } from '../tensorflow/ops/basic.ts';
import { batchNorm, pointwise } from '../tensorflow/ops/network.ts';
import { ownFit, type Term } from '../tensorflow/ops/own.ts';
import { productBatchNorm } from '../tensorflow/ops/productNorm.ts';
import { concat, flatten, reshape, unpack } from '../tensorflow/ops/shape.ts';
import type { Drops } from './drops.ts';
import { type BatchNorm, type Parameter, type ParameterList, type Place, positionIn } from './parameters.ts';
import {
  type BatchStatistics,
  type Contribution,
  type NoiseSource,
  type OwnPass,
  type Pass,
  unflattened,
} from './pass.ts';
import type { Tensors } from './tensors.ts';

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

/** Mixing weights [edges, columns] of all cells, or of each cell its own. */
export type Mixed = Tensors<Value> | readonly Tensors<Value>[];

export interface TrainOptions {
  readonly A?: Mixed;
  readonly ran?: Tensors<Value> | undefined;
  readonly drops?: Drops | undefined;
  readonly folds?: boolean;
  /** TensorFlow's operations only: the pass will be differentiated twice. */
  readonly common?: boolean;
  readonly endCell?: Pass['endCell'];
}

export class TrainPass implements Pass {
  readonly graph: Graph;
  /** Positions in the graph at which the cells begin. */
  readonly cells: number[] = [];
  readonly endCell: Pass['endCell'];
  readonly own: OwnPass | undefined;
  readonly #list: ParameterList;
  readonly #weights: readonly Value[];
  readonly #noise: NoiseSource;
  readonly #A: Mixed | undefined;
  readonly #ran: Tensors<Value> | undefined;
  readonly #drops: Drops;
  readonly #folds: boolean;
  readonly #batch: ({ mean: Value; variance: Value; place: Place | undefined } | undefined)[] = [];
  /** The operation that each parameter belongs to, by index. */
  readonly #owners: (Place | undefined)[] = [];
  /** The operation that is being applied. */
  #place: Place | undefined;

  /**
   * Mixing weights A [edges, columns], or those of each cell; without them every operation counts as it is. `ran` [edges, columns]: 1 where an operation takes part. `folds`: batch norm of a pointwise
   * convolution is folded into it (faster on a CPU, with many small operations more).
   */
  constructor(
    list: ParameterList,
    weights: Value,
    noise: NoiseSource,
    { A, ran, drops = {}, folds = false, common = false, endCell }: TrainOptions = {},
  ) {
    this.graph = weights.node.graph;
    this.#list = list;
    this.#weights = unflattened(list, weights);
    this.#noise = noise;
    this.#A = A;
    this.#ran = ran;
    this.#drops = drops;
    this.#folds = folds;
    this.endCell = endCell;
    if (this.graph.own && !common) this.own = this.#ownPass();
  }

  beginCell(): void {
    this.cells.push(this.graph.nodes.length);
  }

  operation(place: Place, apply: () => Contribution | undefined): Contribution | undefined {
    this.#place = place;
    const brought = apply();
    this.#place = undefined;
    return brought;
  }

  weight({ index }: Parameter): Value {
    this.#owners[index] = this.#place;
    return this.#weights[index]!;
  }

  normalise(slot: BatchNorm, x: Value, active = false): Value {
    return this.#normalised(slot, x, { active });
  }

  /** A pool's batch norm is the same on all edges from one source, so it is not mixed with γ but after it. */
  normaliseMixed(slot: BatchNorm, x: Value): Contribution {
    const { place } = slot;
    if (!place) return { value: this.#normalised(slot, x) };
    if (this.#isOwn(x)) return this.mixed(this.#normalised(slot, x), place);
    if (slot.shared) return this.mixed(this.#normalised(slot, x), place);
    return {
      value: this.#normalised(slot, x, {
        factor: this.#perChannel(this.#weightsAt(place), place, slot.channels),
      }),
    };
  }

  dropSkip(x: Value, { cell, row }: Place): Value {
    const { skip } = this.#drops;
    return skip ? div(mul(x, skip.kept(x.shape, cell, row)), skip.keep) : x;
  }

  /** Undefined where no edge is ever left out: what it brings need not be summed first. */
  get dropEdge(): Pass['dropEdge'] {
    const { edge: drop } = this.#drops;
    if (!drop) return undefined;
    return ({ value, ...rest }, cell, edge) => {
      const [rows = 0] = value.shape;
      // The four phases of an image lie one batch after the other.
      const images = rows / (rest.phases ? 4 : 1);
      const factor = div(drop.kept([images], cell, edge), drop.keep);
      const each = rest.phases ? concat([factor, factor, factor, factor], 0) : factor;
      return { ...rest, value: mul(value, reshape(each, [rows, 1, 1, 1])) };
    };
  }

  mixed(x: Value, place: Place): Contribution {
    if (this.#isOwn(x)) return { value: x, weight: this.#termWeight(place) };
    const A = this.#weightsAt(place);
    return { value: A ? mul(x, unpack(flatten(A))[positionIn(A, place)]!) : x };
  }

  mixedNoise(shape: Shape, place: Place): Contribution {
    return this.mixed(this.#noise(shape, place.cell, place.row), place);
  }

  addBiases(sum: Value, biases: readonly Value[]): Value {
    return biases.length > 0 ? add(sum, addN(biases)) : sum;
  }

  /** Statistics of this batch of all batch norms, flat, variances unbiased (after the pass). */
  batchStatistics(): BatchStatistics {
    const seen = this.#list.batchNorms.map(({ index, name }) => {
      const statistics = this.#batch[index];
      if (!statistics) throw new Error(`batch norm ${name} took no part in the pass`);
      return statistics;
    });
    const flat = (values: readonly Value[]): Value => concat(values, 0);
    const { momenta } = this.#list;
    const statistics = {
      mean: flat(seen.map((s) => s.mean)),
      variance: flat(seen.map((s) => s.variance)),
      ...(momenta ? { momenta: constant(this.graph, momenta, [momenta.length]) } : {}),
    };
    if (!this.#ran) return statistics;
    const ran = this.#list.batchNorms.map(({ channels }, index) => {
      const { place } = seen[index]!;
      const row = place && this.#perChannel(this.#ran?.[place.tensor], place, channels);
      return row ?? filled(this.graph, 1, [channels]);
    });
    return { ...statistics, ran: flat(ran) };
  }

  /** 1 for the weights of operations that ran and for those of none, else 0, flat (after the pass); undefined: all ran. */
  ranWeights(): Value | undefined {
    if (!this.#ran) return undefined;
    const ran = this.#list.parameters.map(({ index, shape }) => {
      const place = this.#owners[index];
      const row = place && this.#perChannel(this.#ran?.[place.tensor], place, sizeOf(shape));
      return row ?? filled(this.graph, 1, [sizeOf(shape)]);
    });
    return concat(ran, 0);
  }

  #isOwn({ shape }: Value): boolean {
    return this.own !== undefined && ownFit(this.graph, shape[3] ?? 0);
  }

  #ownPass(): OwnPass {
    return {
      ofBatch: true,
      normalisation: (slot, batch) => {
        if (!batch) throw new Error(`batch norm ${slot.name} without the statistics of its batch`);
        this.#batch[slot.index] = { ...batch, place: this.#place };
        const { gamma, beta } = slot;
        const learned = gamma && beta && { gamma: this.weight(gamma), beta: this.weight(beta) };
        return { ...batch, unbiased: true, learned };
      },
      weight: (place) => this.#termWeight(place),
    };
  }

  #termWeight(place: Place): Term['weight'] {
    const A = this.#weightsAt(place);
    return A && { of: A, at: positionIn(A, place) };
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
    this.#batch[slot.index] = { mean: batchMean, variance: batchVariance, place: this.#place };
    return active && !folded ? relu(y) : y;
  }

  #weightsAt({ tensor, cell }: Place): Value | undefined {
    const A = isPerLayer(this.#A) ? this.#A[cell] : this.#A;
    return A?.[tensor];
  }

  /** A number of [edges, columns] once per channel; all operations of a width share one unpacking. */
  #perChannel(of: Value | undefined, place: Place, channels: number): Value | undefined {
    if (!of) return undefined;
    const rows = sizeOf(of.shape);
    return unpack(broadcastTo(reshape(of, [rows, 1]), [rows, channels]))[positionIn(of, place)]!;
  }
}

function isPerLayer(A: Mixed | undefined): A is readonly Tensors<Value>[] {
  return Array.isArray(A);
}

/** Position in a tensor [rows, columns] read row by row. */
