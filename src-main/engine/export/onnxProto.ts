/** The fields of ONNX's protocol buffers (onnx/onnx.proto, IR version 8) that an exported model has. */
import protobuf from 'protobufjs';

const SCHEMA = `
syntax = "proto3";
message TensorProto { repeated int64 dims = 1; int32 data_type = 2; string name = 8; bytes raw_data = 9; }
message AttributeProto {
  string name = 1; float f = 2; int64 i = 3; bytes s = 4; repeated float floats = 7; repeated int64 ints = 8;
  int32 type = 20;
}
message NodeProto {
  repeated string input = 1; repeated string output = 2; string name = 3; string op_type = 4;
  repeated AttributeProto attribute = 5;
}
message TensorShapeProto {
  message Dimension { oneof value { int64 dim_value = 1; string dim_param = 2; } }
  repeated Dimension dim = 1;
}
message TypeProto {
  message Tensor { int32 elem_type = 1; TensorShapeProto shape = 2; }
  oneof value { Tensor tensor_type = 1; }
}
message ValueInfoProto { string name = 1; TypeProto type = 2; string doc_string = 3; }
message GraphProto {
  repeated NodeProto node = 1; string name = 2; repeated TensorProto initializer = 5; string doc_string = 10;
  repeated ValueInfoProto input = 11; repeated ValueInfoProto output = 12;
}
message OperatorSetIdProto { string domain = 1; int64 version = 2; }
message StringStringEntryProto { string key = 1; string value = 2; }
message ModelProto {
  int64 ir_version = 1; string producer_name = 2; string producer_version = 3; GraphProto graph = 7;
  repeated OperatorSetIdProto opset_import = 8; repeated StringStringEntryProto metadata_props = 14;
}
`;

const ModelProto = protobuf.parse(SCHEMA, { keepCase: true }).root.lookupType('ModelProto');

const IR_VERSION = 8;
/** The oldest that came with IR version 8: every runtime of the last years reads it. */
const OPSET = 17;

/** TensorProto.DataType */
const FLOAT = 1;
const INT64 = 7;

/** A number with a fraction is `f`, the rest are whole. */
export type OnnxAttributes = Readonly<
  Record<string, number | readonly number[] | { readonly float: number }>
>;

/** AttributeProto.AttributeType */
const KINDS = { float: 1, int: 2, ints: 7 } as const;

function attributeProto([name, value]: [string, OnnxAttributes[string]]): object {
  if (typeof value === 'number') return { name, i: value, type: KINDS.int };
  if ('float' in value) return { name, f: value.float, type: KINDS.float };
  return { name, ints: value, type: KINDS.ints };
}

export function nodeProto(
  operator: string,
  name: string,
  inputs: readonly string[],
  attributes: OnnxAttributes,
): object {
  const attribute = Object.entries(attributes).map(attributeProto);
  return { op_type: operator, name, input: inputs, output: [name], attribute };
}

export function floatTensor(name: string, dims: readonly number[], data: Float32Array): object {
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { name, dims, data_type: FLOAT, raw_data: raw };
}

export function int64Tensor(name: string, values: readonly number[]): object {
  const raw = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
  return { name, dims: [values.length], data_type: INT64, raw_data: raw };
}

/** An input or output of floats; a side may be a name where it is free. */
export function valueInfo(name: string, shape: readonly (number | string)[], doc: string): object {
  const dim = shape.map((side) => (typeof side === 'string' ? { dim_param: side } : { dim_value: side }));
  return { name, type: { tensor_type: { elem_type: FLOAT, shape: { dim } } }, doc_string: doc };
}

export function encodeModel(
  graph: object,
  version: string,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  return ModelProto.encode({
    ir_version: IR_VERSION,
    opset_import: [{ domain: '', version: OPSET }],
    producer_name: 'plateau',
    producer_version: version,
    graph,
    metadata_props: Object.entries(metadata).map(([key, value]) => ({ key, value })),
  }).finish();
}
