/** Writes a graph as a TensorFlow SavedModel (`saved_model.pb`): GraphDef inside MetaGraphDef. */
import protobuf from 'protobufjs';
import type { Attribute, DType, Graph, Node, Precision, Shape } from './graph.ts';

/** The fields of TensorFlow's protocol buffers that are written here (tensorflow/core/protobuf, framework). */
const SCHEMA = `
syntax = "proto3";
message Shape { message Dim { int64 size = 1; } repeated Dim dim = 2; }
message Tensor { int32 dtype = 1; Shape tensor_shape = 2; bytes tensor_content = 4; }
message AttrValue {
  message ListValue { repeated int64 i = 3; }
  oneof value {
    ListValue list = 1; bytes s = 2; int64 i = 3; float f = 4; bool b = 5;
    int32 type = 6; Shape shape = 7; Tensor tensor = 8;
  }
}
message NodeDef { string name = 1; string op = 2; repeated string input = 3; map<string, AttrValue> attr = 5; }
message VersionDef { int32 producer = 1; }
message GraphDef { repeated NodeDef node = 1; VersionDef versions = 4; }
message MetaInfo { repeated string tags = 4; }
message MetaGraph { MetaInfo meta_info_def = 1; GraphDef graph_def = 2; }
message SavedModel { int64 saved_model_schema_version = 1; repeated MetaGraph meta_graphs = 2; }
`;

/** GraphDef version of TensorFlow 2.9, the oldest runtime that is supported. */
const PRODUCER = 1087;

const SavedModel = protobuf.parse(SCHEMA, { keepCase: true }).root.lookupType('SavedModel');

/** Numbers of TensorFlow's DataType. */
const DATA_TYPES = { float32: 1, float64: 2, int32: 3, bool: 10, resource: 20 } as const;

function dataType(dtype: DType, precision: Precision): number {
  return DATA_TYPES[dtype === 'real' ? precision : dtype];
}

export function encodeSavedModel(graph: Graph): Uint8Array {
  const node = graph.nodes.map((each) => nodeDef(each, graph.precision));
  const graphDef = { node, versions: { producer: PRODUCER } };
  const model = {
    saved_model_schema_version: 1,
    meta_graphs: [{ meta_info_def: { tags: ['serve'] }, graph_def: graphDef }],
  };
  return SavedModel.encode(model).finish();
}

function nodeDef(node: Node, precision: Precision): object {
  const data = node.inputs.map((value) =>
    value.index === 0 ? value.node.name : `${value.node.name}:${value.index}`,
  );
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
  if ('int' in attribute) return { i: attribute.int };
  if ('ints' in attribute) return { list: { i: attribute.ints } };
  if ('float' in attribute) return { f: attribute.float };
  if ('bool' in attribute) return { b: attribute.bool };
  if ('string' in attribute) return { s: Buffer.from(attribute.string) };
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

function shapeProto(shape: Shape): object {
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
