/**
 * A forward pass that measures how large the maps of an untrained network are: each batch norm divides by the
 * root of the mean square of all that it sees, one number a layer, and subtracts nothing.
 */
import { broadcastTo, mul, relu, rsqrt, scalar, add, square } from '../tensorflow/ops/basic.ts';
import { BATCH_NORM_EPSILON, pointwise } from '../tensorflow/ops/network.ts';
import { concat, mean } from '../tensorflow/ops/shape.ts';
import type { Graph, Value } from '../tensorflow/graph.ts';
import type { BatchNorm, Parameter, ParameterList } from '../supernet/parameters.ts';
import { type Contribution, type Pass, unflattened } from '../supernet/pass.ts';

export class ScalePass implements Pass {
  readonly graph: Graph;
  readonly #list: ParameterList;
  readonly #weights: readonly Value[];
  readonly #squares = new Map<number, Value>();

  constructor(list: ParameterList, weights: Value) {
    this.graph = weights.node.graph;
    this.#list = list;
    this.#weights = unflattened(list, weights);
  }

  weight({ index }: Parameter): Value {
    return this.#weights[index]!;
  }

  normalise(slot: BatchNorm, x: Value, active = false): Value {
    const z = slot.kernel ? pointwise(x, this.weight(slot.kernel)) : x;
    const size = mean(square(z));
    this.#squares.set(slot.index, size);
    const y = mul(z, rsqrt(add(size, scalar(this.graph, BATCH_NORM_EPSILON))));
    return active ? relu(y) : y;
  }

  normaliseMixed(slot: BatchNorm, x: Value): Contribution {
    return { value: this.normalise(slot, x) };
  }

  mixed(x: Value): Contribution {
    return { value: x };
  }

  mixedNoise(): never {
    throw new Error('noise has no exported form');
  }

  addBiases(sum: Value): Value {
    return sum;
  }

  /** Running variances with which batch norm in eval mode does what this pass did, flat; the means are 0. */
  variances(): Value {
    const each = this.#list.batchNorms.map(({ index, name, channels }) => {
      const size = this.#squares.get(index);
      if (!size) throw new Error(`batch norm ${name} took no part in the pass`);
      return broadcastTo(size, [channels]);
    });
    return concat(each, 0);
  }
}
