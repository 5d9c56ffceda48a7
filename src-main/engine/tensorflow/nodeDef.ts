/** Nodes in the form of TensorFlow's protocol buffers. */
import type { Attribute, DType, Node, Precision, Shape } from './graph.ts';

/** Numbers of TensorFlow's DataType. */
const DATA_TYPES = { float32: 1, float64: 2, int32: 3, bool: 10, resource: 20 } as const;

export function dataType(dtype: DType, precision: Precision): number {
  return DATA_TYPES[dtype === 'real' ? precision : dtype];
}

export function nodeDef(
  node: Node,
  precision: Precision,
  reference: (node: Node, index: number) => string,
): object {
  const data = node.inputs.map((value) => reference(value.node, value.index));
  const attr: Record<string, object> = {};
  for (const [name, attribute] of Object.entries(node.attributes))
    attr[name] = attrValue(attribute, precision);
  return {
    name: node.name,
    op: node.op,
    input: [...data, ...node.after.map((each) => `^${each.name}`)],
    attr,
  };
}

function attrValue(attribute: Attribute, precision: Precision): object {
  if ('type' in attribute) return { type: dataType(attribute.type, precision) };
  if ('types' in attribute)
    return { list: { type: attribute.types.map((each) => dataType(each, precision)) } };
  if ('int' in attribute) return { i: attribute.int };
  if ('ints' in attribute) return { list: { i: attribute.ints } };
  if ('float' in attribute) return { f: attribute.float };
  if ('bool' in attribute) return { b: attribute.bool };
  if ('string' in attribute) return { s: Buffer.from(attribute.string) };
  if ('strings' in attribute) return { list: { s: attribute.strings.map((each) => Buffer.from(each)) } };
  if ('shape' in attribute) return { shape: shapeProto(attribute.shape) };
  const { dtype, shape, data } = attribute.tensor;
  return {
    tensor: {
      dtype: dataType(dtype, precision),
      tensor_shape: shapeProto(shape),
      tensor_content: content(data, dtype === 'real' ? precision : dtype),
    },
  };
}

/** A side of −1 is free. */
export function shapeProto(shape: Shape): object {
  return { dim: shape.map((size) => ({ size })) };
}

function content(data: readonly number[], dtype: Exclude<DType, 'real'>): Uint8Array {
  const arrays = {
    float32: () => new Float32Array(data),
    float64: () => new Float64Array(data),
    int32: () => new Int32Array(data),
  };
  if (!(dtype in arrays)) throw new Error(`no constants of type ${dtype}`);
  return new Uint8Array(arrays[dtype as keyof typeof arrays]().buffer);
}
