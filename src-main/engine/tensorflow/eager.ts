/**
 * Runs the nodes of a graph one by one, eagerly, in this process: slow, but nothing is compiled and each
 * intermediate value can be looked at. Tests hold the compiled session against it.
 */
import { openBinding, type Binding, type OpAttribute, type TypedArray } from './binding.ts';
import { ancestors, type Attribute, type Attributes, type DType, type Node, type Value } from './graph.ts';
import type { Numbers } from './session.ts';

/** What a node gave: tensor ids, or undefined where a branch was not taken. */
type Results = readonly (number | undefined)[];

/**
 * Values of `wanted` for a float32 graph. `feeds` maps placeholders to data; `variables` holds the
 * variables by name and receives what the graph assigns.
 */
export function runEagerly(
  wanted: readonly Value[],
  feeds: ReadonlyMap<Value, Numbers>,
  variables: Map<string, Float32Array>,
): Numbers[] {
  const binding = openBinding();
  const results = new Map<Node, Results>();
  const made: number[] = [];
  const keep = (id: number): number => {
    made.push(id);
    return id;
  };
  const create = (value: Value, data: TypedArray): number =>
    keep(binding.createTensor([...value.shape], dtypeNumber(binding, value.dtype), data));
  const fed = new Map([...feeds].map(([value, numbers]) => [value.node, numbers]));

  const evaluate = (node: Node): Results => {
    const value = node.outputs[0];
    const numbers = fed.get(node);
    if (value && numbers) return [create(value, wire(numbers, value.dtype))];
    if (node.op === 'VarHandleOp') return [0];
    if (node.op === 'ReadVariableOp') return [create(value!, variables.get(variableName(node))!)];
    const inputs = node.inputs.map((each) => results.get(each.node)?.[each.index]);
    if (node.op === 'AssignVariableOp') {
      const id = inputs[1];
      if (id !== undefined) variables.set(variableName(node), Float32Array.from(binding.tensorDataSync(id)));
      return [];
    }
    if (node.op === 'Const') return [create(value!, constantData(node))];
    if (node.op === 'Merge') return [inputs.find((id) => id !== undefined)];
    if (inputs.includes(undefined)) return node.outputs.map(() => undefined);
    const present = inputs.filter((id) => id !== undefined);
    if (node.op === 'Switch') {
      const taken = binding.tensorDataSync(present[1]!)[0] ? 1 : 0;
      return [0, 1].map((side) => (side === taken ? present[0] : undefined));
    }
    return executeNode(binding, node, present).map(keep);
  };

  try {
    for (const node of ancestors(wanted)) results.set(node, evaluate(node));
    return wanted.map((value) => {
      const id = results.get(value.node)?.[value.index];
      if (id === undefined) throw new Error(`${value.node.name} lies in a branch that was not taken`);
      return Float32Array.from(binding.tensorDataSync(id));
    });
  } finally {
    for (const id of made) binding.deleteTensor(id);
  }
}

/** Runs one node on tensors that TensorFlow holds; gives those of its outputs, which the caller deletes. */
export function executeNode(binding: Binding, node: Node, inputs: readonly number[]): number[] {
  if (node.op === '_FusedConv2D') return finishedConvolution(binding, node, inputs);
  return execute(binding, node.op, node.attributes, inputs, node.outputs.length);
}

function execute(
  binding: Binding,
  op: string,
  attributes: Attributes,
  inputs: readonly number[],
  outputs: number,
): number[] {
  const passed = Object.entries(attributes).map(([name, each]) => eagerAttribute(binding, name, each));
  return binding.executeOp(op, passed, [...inputs], outputs).map(({ id }) => id);
}

/** A convolution with bias and ReLU, one after the other. */
function finishedConvolution(
  binding: Binding,
  { attributes }: Node,
  [x, kernel, bias]: readonly number[],
): number[] {
  const { T, strides, padding, data_format, fused_ops } = attributes as Record<string, Attribute>;
  const active = 'strings' in fused_ops! && fused_ops.strings.includes('Relu');
  const convolved = { T: T!, strides: strides!, padding: padding!, data_format: data_format! };
  const then = (op: string, given: Attributes, y: number, others: readonly number[] = []): number => {
    const [z] = execute(binding, op, given, [y, ...others], 1);
    binding.deleteTensor(y);
    return z!;
  };
  const [plain] = execute(binding, 'Conv2D', convolved, [x!, kernel!], 1);
  const sum = then('BiasAdd', { T: T!, data_format: { string: 'NHWC' } }, plain!, [bias!]);
  return [active ? then('Relu', { T: T! }, sum) : sum];
}

function variableName(node: Node): string {
  return node.inputs[0]!.node.name;
}

export function dtypeNumber(binding: Binding, dtype: DType): number {
  if (dtype === 'int32') return binding.TF_INT32;
  return dtype === 'bool' ? binding.TF_BOOL : binding.TF_FLOAT;
}

function wire(numbers: Numbers, dtype: DType): TypedArray {
  if (dtype === 'bool') return Uint8Array.from(numbers);
  return dtype === 'int32' ? Int32Array.from(numbers) : Float32Array.from(numbers);
}

function constantData(node: Node): TypedArray {
  const attribute = node.attributes['value'];
  if (!attribute || !('tensor' in attribute)) throw new Error(`${node.name} has no value`);
  return wire(Float64Array.from(attribute.tensor.data), attribute.tensor.dtype);
}

function eagerAttribute(binding: Binding, name: string, attribute: Attribute): OpAttribute {
  if ('type' in attribute)
    return { name, type: binding.TF_ATTR_TYPE, value: dtypeNumber(binding, attribute.type) };
  if ('int' in attribute) return { name, type: binding.TF_ATTR_INT, value: attribute.int };
  if ('ints' in attribute) return { name, type: binding.TF_ATTR_INT, value: [...attribute.ints] };
  if ('float' in attribute) return { name, type: binding.TF_ATTR_FLOAT, value: attribute.float };
  if ('bool' in attribute) return { name, type: binding.TF_ATTR_BOOL, value: attribute.bool };
  if ('string' in attribute) return { name, type: binding.TF_ATTR_STRING, value: attribute.string };
  if ('shape' in attribute) return { name, type: binding.TF_ATTR_SHAPE, value: [...attribute.shape] };
  throw new Error(`attribute "${name}" cannot be passed to an eager operation`);
}
