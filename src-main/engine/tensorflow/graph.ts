/**
 * A TensorFlow graph under construction: nodes with inferred shapes, in the order they were added.
 *
 * Nodes are hash-consed: adding the same operation on the same inputs twice gives the same node. So the
 * model may be written as naively as the paper, edge by edge, and what every edge shares (`relu(x)`, a
 * pool and its batch norm, the first cell of all mean-shift samples) is still computed once.
 */

/** `real` is float32 or float64, whichever the graph is built in. */
export type DType = 'real' | 'float32' | 'float64' | 'int32' | 'bool' | 'resource';
export type Shape = readonly number[];
export type Precision = 'float32' | 'float64';

export type Attribute =
  | { readonly type: DType }
  | { readonly types: readonly DType[] }
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly bool: boolean }
  | { readonly string: string }
  | { readonly strings: readonly string[] }
  | { readonly shape: Shape }
  | { readonly tensor: { readonly dtype: DType; readonly shape: Shape; readonly data: readonly number[] } };
export type Attributes = Readonly<Record<string, Attribute>>;

/** One output of a node. */
export interface Value {
  readonly node: Node;
  readonly index: number;
  readonly shape: Shape;
  readonly dtype: DType;
}

export interface Node {
  readonly graph: Graph;
  /** Position in `graph.nodes`; inputs always have a smaller one. */
  readonly id: number;
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly Value[];
  readonly attributes: Attributes;
  readonly outputs: readonly Value[];
  /** Nodes that must have run before this one, without giving it data. */
  readonly after: readonly Node[];
}

export interface OutputSpec {
  readonly shape: Shape;
  readonly dtype: DType;
}

export interface NodeOptions {
  /** Never shared with an equal node (placeholders, assignments). */
  readonly unique?: boolean;
  readonly name?: string;
  readonly after?: readonly Node[];
}

export class Graph {
  readonly precision: Precision;
  /** Convolutions may be joined with the bias and the ReLU after them. */
  readonly fuses: boolean;
  /** Plateau's own operations may be used. */
  readonly own: boolean;
  readonly nodes: Node[] = [];
  readonly #known = new Map<string, Node>();

  /** What the device can do besides TensorFlow's common operations counts in float32 only. */
  constructor(precision: Precision = 'float32', device: { fuses?: boolean; own?: boolean } = {}) {
    const single = precision === 'float32';
    this.precision = precision;
    this.fuses = single && device.fuses === true;
    this.own = single && device.own === true;
  }

  add(
    op: string,
    inputs: readonly Value[],
    attributes: Attributes,
    outputs: readonly OutputSpec[],
    options: NodeOptions = {},
  ): Node {
    const key = options.unique ? undefined : nodeKey(op, inputs, attributes, options.after ?? []);
    const known = key === undefined ? undefined : this.#known.get(key);
    if (known) return known;
    const id = this.nodes.length;
    const values: Value[] = [];
    const node: Node = {
      graph: this,
      id,
      name: options.name ?? `n${id}`,
      op,
      inputs,
      attributes,
      outputs: values,
      after: options.after ?? [],
    };
    outputs.forEach(({ shape, dtype }, index) => values.push({ node, index, shape, dtype }));
    this.nodes.push(node);
    if (key !== undefined) this.#known.set(key, node);
    return node;
  }
}

/** The node's operation again with other inputs of the same shapes: what a linear rule needs. */
export function again(node: Node, inputs: readonly Value[]): readonly Value[] {
  return node.graph.add(node.op, inputs, node.attributes, node.outputs).outputs;
}

/** Output `index` of a node; a missing one is a defect of the caller. */
export function output(node: Node, index = 0): Value {
  const value = node.outputs[index];
  if (!value) throw new Error(`${node.op} has no output ${index}`);
  return value;
}

/** The nodes that `values` need, in the order they were added; those of `given` need nothing themselves. */
export function ancestors(values: readonly Value[], given: ReadonlySet<Node> = new Set()): Node[] {
  const seen = new Set<Node>();
  const stack = values.map((value) => value.node);
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (given.has(node)) continue;
    for (const { node: from } of node.inputs) stack.push(from);
    stack.push(...node.after);
  }
  return [...seen].sort((a, b) => a.id - b.id);
}

export function sizeOf(shape: Shape): number {
  return shape.reduce((product, side) => product * side, 1);
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((side, axis) => side === b[axis]);
}

function nodeKey(
  op: string,
  inputs: readonly Value[],
  attributes: Attributes,
  after: readonly Node[],
): string {
  let key = op;
  for (const input of inputs) key += ` ${input.node.id}:${input.index}`;
  for (const { id } of after) key += ` ^${id}`;
  return `${key} ${JSON.stringify(attributes)}`;
}
