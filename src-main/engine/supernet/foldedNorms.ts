/**
 * Batch norms of a pass in eval mode, folded with the mixing weight of the operation that they end into the
 * pointwise kernel before them. Those whose kernels have one shape are folded together, when one is asked for.
 */
import type { Value } from '../tensorflow/graph.ts';
import { add, mul, neg, rsqrt, scalar } from '../tensorflow/ops/basic.ts';
import { BATCH_NORM_EPSILON } from '../tensorflow/ops/network.ts';
import { pack, reshape, split, unpack } from '../tensorflow/ops/shape.ts';
import type { BatchNorm, Parameter, ParameterList, Place } from './parameters.ts';
import type { RunningStatistics } from './pass.ts';

/** Batch norm as x·factor + bias; with a pointwise convolution before it as x·kernel + bias. */
interface Folded {
  /** [C] or, mixed, [N, C]. */
  readonly bias: Value;
  /** [C] or [N, C], where there is no kernel. */
  readonly factor: Value;
  /** [1, 1, C, D] or, mixed at N > 1 points, [N, C, D]. */
  readonly kernel?: Value;
}

export interface Mixing {
  /** N */
  readonly points: number;
  /** The mixing weights [N] at a place. */
  readonly at: (place: Place) => Value;
}

export class FoldedNorms {
  readonly #weight: (parameter: Parameter) => Value;
  readonly #mixing: Mixing | undefined;
  readonly #scales: readonly Value[];
  readonly #shifts: readonly Value[];
  readonly #alike = new Map<string, BatchNorm[]>();
  readonly #folded: Folded[] = [];

  constructor(
    list: ParameterList,
    running: RunningStatistics,
    weight: (parameter: Parameter) => Value,
    mixing: Mixing | undefined,
  ) {
    this.#weight = weight;
    this.#mixing = mixing;
    const channels = list.batchNorms.map((each) => each.channels);
    const { graph } = running.mean.node;
    const inverse = rsqrt(add(running.variance, scalar(graph, BATCH_NORM_EPSILON)));
    this.#scales = split(inverse, channels);
    this.#shifts = split(neg(mul(running.mean, inverse)), channels);
    for (const slot of list.batchNorms) {
      const key = this.#key(slot);
      this.#alike.set(key, [...(this.#alike.get(key) ?? []), slot]);
    }
  }

  at(slot: BatchNorm): Folded {
    if (!this.#folded[slot.index]) {
      const slots = this.#alike.get(this.#key(slot))!;
      const affine = slots.map((each) => this.#affine(each));
      const together = this.#foldTogether(
        slots,
        pack(affine.map((each) => each.scale)),
        pack(affine.map((each) => each.shift)),
      );
      slots.forEach((each, index) => (this.#folded[each.index] = together[index]!));
    }
    return this.#folded[slot.index]!;
  }

  #key({ place, channels, kernel }: BatchNorm): string {
    return [this.#mixing && place ? 'mixed' : '', channels, kernel?.shape].join(' ');
  }

  #affine(slot: BatchNorm): { scale: Value; shift: Value } {
    const [scale, shift] = [this.#scales[slot.index]!, this.#shifts[slot.index]!];
    if (!slot.gamma || !slot.beta) return { scale, shift };
    const gamma = this.#weight(slot.gamma);
    return { scale: mul(scale, gamma), shift: add(mul(shift, gamma), this.#weight(slot.beta)) };
  }

  /** n batch norms alike, `scale` and `shift` [n, D]. */
  #foldTogether(slots: readonly BatchNorm[], scale: Value, shift: Value): Folded[] {
    const [n = 0, filters = 0] = scale.shape;
    const places = slots.flatMap(({ place }) => place ?? []);
    const mixed = this.#mixing && places.length === n;
    const points = mixed ? [this.#mixing.points] : [];
    const rows = mixed && reshape(pack(places.map((place) => this.#mixing!.at(place))), [n, ...points, 1]);
    const weighted = (x: Value): Value => (rows ? mul(reshape(x, [n, 1, filters]), rows) : x);
    const factor = weighted(scale);
    const biases = unpack(weighted(shift));
    const kernels = slots.flatMap(({ kernel }) => (kernel ? [this.#weight(kernel)] : []));
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
