/** How an operation is differentiated: one entry a TensorFlow op, reverse and forward in one place. */
import { again, type Node, type Value } from '../graph.ts';
import { addN, filled } from '../ops/basic.ts';

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

export function sumOf(values: readonly Maybe[]): Maybe {
  const present = values.filter((value) => value !== undefined);
  return present.length === 0 ? undefined : addN(present);
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
