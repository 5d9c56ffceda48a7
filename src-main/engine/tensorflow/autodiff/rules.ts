/** How an operation is differentiated: one entry a TensorFlow op, reverse and forward in one place. */
import { again, type Node, sizeOf, type Value } from '../graph.ts';
import { addN, filled } from '../ops/basic.ts';
import { biasAdd } from '../ops/network.ts';
import { reshape } from '../ops/shape.ts';

export type Maybe = Value | undefined;

/** What is computed a second time for its gradient instead of being kept until then: memory for time. */
export interface Twice {
  /** Matrix products that batch norm normalises; worth it where their factors are kept for a gradient. */
  readonly products?: boolean;
  /**
   * Positions in the graph, ascending, at which parts begin that are computed again as a whole (gradient
   * checkpointing). The last position only ends the part before it.
   */
  readonly parts?: readonly number[];
}

export interface Rule {
  /**
   * Reverse mode: cotangents of the outputs (undefined = zero) → cotangents of the inputs, for those
   * inputs that `needed` asks for.
   */
  readonly reverse?: (
    node: Node,
    cotangents: readonly Maybe[],
    needed: readonly boolean[],
    twice: Twice,
  ) => readonly Maybe[];
  /** Forward mode: tangents of the inputs (undefined = zero) → tangents of the outputs. */
  readonly forward?: (node: Node, tangents: readonly Maybe[]) => readonly Maybe[];
}

/** Input `index` of a node; a missing one is a defect of the rule. */
export function input(node: Node, index: number): Value {
  const value = node.inputs[index];
  if (!value) throw new Error(`${node.op} has no input ${index}`);
  return value;
}

/** A vector that is the same in every row is added as a bias, without being spread out. */
export function sumOf(values: readonly Maybe[]): Maybe {
  const present = values.filter((value) => value !== undefined);
  const plain = present.filter((value) => !isRepeatedRow(value));
  if (plain.length === 0 || plain.length === present.length)
    return present.length === 0 ? undefined : addN(present);
  return present.reduce((sum, value) => {
    if (!isRepeatedRow(value)) return sum;
    const row = input(value.node, 0);
    return biasAdd(sum, reshape(row, [sizeOf(row.shape)]));
  }, addN(plain));
}

function isRepeatedRow({ node, shape }: Value): boolean {
  return node.op === 'BroadcastTo' && shape.length > 1 && sizeOf(input(node, 0).shape) === shape.at(-1);
}

/** Zeros in the shape of `value`. */
export function zerosLike(value: Value): Value {
  return filled(value.node.graph, 0, value.shape);
}

/**
 * Forward rule of an operation that is linear in each input of `indices` separately (a product, a
 * convolution): the operation again with one input replaced by its tangent, summed over those inputs.
 */
export function multilinear(...indices: readonly number[]): NonNullable<Rule['forward']> {
  return (node, tangents) => {
    const terms = indices.flatMap((index) => {
      const tangent = tangents[index];
      if (!tangent) return [];
      return again(node, replaced(node, new Map([[index, tangent]]))).slice(0, 1);
    });
    return [sumOf(terms)];
  };
}

/** Forward rule of an operation linear in all data inputs together (concat, pack); missing tangents are zeros. */
export function jointlyLinear(dataInputs: (node: Node) => number): NonNullable<Rule['forward']> {
  return (node, tangents) => {
    const count = dataInputs(node);
    if (tangents.slice(0, count).every((tangent) => !tangent)) return node.outputs.map(() => undefined);
    const substitutes = new Map<number, Value>();
    for (let index = 0; index < count; index++)
      substitutes.set(index, tangents[index] ?? zerosLike(input(node, index)));
    return again(node, replaced(node, substitutes));
  };
}

function replaced(node: Node, substitutes: ReadonlyMap<number, Value>): Value[] {
  return node.inputs.map((value, index) => substitutes.get(index) ?? value);
}
