/** Which operations a program consists of: nodes that do the same work on tensors of the same shapes count as one. */
import { type Node, type Value } from '../tensorflow/graph.ts';

export interface Signature {
  /** The same for all nodes of this work. */
  readonly key: string;
  /** One of them. */
  readonly example: Node;
  readonly count: number;
}

/** Operations whose result is their input, or is there already: they move no data. */
const FREE: ReadonlySet<string> = new Set([
  'AssignVariableOp',
  'Const',
  'Identity',
  'Merge',
  'Placeholder',
  'ReadVariableOp',
  'Reshape',
  'StopGradient',
  'Switch',
  'VarHandleOp',
]);

export function isFree({ op }: Node): boolean {
  return FREE.has(op);
}

/** The numbers of an integer constant (axes, sizes, paddings), through reshapes; undefined for anything else. */
export function constantIntegers({ node, dtype }: Value): readonly number[] | undefined {
  if (dtype !== 'int32') return undefined;
  if (node.op === 'Reshape') return constantIntegers(node.inputs[0]!);
  const attribute = node.op === 'Const' ? node.attributes['value'] : undefined;
  return attribute && 'tensor' in attribute ? attribute.tensor.data : undefined;
}

export function signatureKey(node: Node): string {
  const inputs = node.inputs.map((value) => {
    const numbers = constantIntegers(value);
    const kind = `${value.dtype}[${value.shape.join()}]`;
    return numbers ? `${kind}=${numbers.join()}` : kind;
  });
  return `${node.op} ${JSON.stringify(node.attributes)} ${inputs.join(' ')}`;
}

/** The distinct works of `nodes`, without those that are free, in the order of their first nodes. */
export function signatures(nodes: Iterable<Node>): Signature[] {
  const found = new Map<string, { key: string; example: Node; count: number }>();
  for (const node of nodes) {
    if (isFree(node)) continue;
    const key = signatureKey(node);
    const known = found.get(key);
    if (known) known.count++;
    else found.set(key, { key, example: node, count: 1 });
  }
  return [...found.values()];
}
