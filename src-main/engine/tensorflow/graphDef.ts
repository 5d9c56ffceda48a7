/** Writes a graph as a TensorFlow SavedModel (`saved_model.pb`): GraphDef inside MetaGraphDef. */
import protobuf from 'protobufjs';
import { functionCall, functionDef, type GraphFunction } from './functionDef.ts';
import type { Graph, Node, Value } from './graph.ts';
import { dataType, nodeDef, shapeProto } from './nodeDef.ts';

/** The fields of TensorFlow's protocol buffers that are written here (tensorflow/core/protobuf, framework). */
const SCHEMA = `
syntax = "proto3";
message Shape { message Dim { int64 size = 1; } repeated Dim dim = 2; }
message Tensor { int32 dtype = 1; Shape tensor_shape = 2; bytes tensor_content = 4; }
message NameAttrList { string name = 1; }
message AttrValue {
  message ListValue { repeated bytes s = 2; repeated int64 i = 3; repeated int32 type = 6; }
  oneof value {
    ListValue list = 1; bytes s = 2; int64 i = 3; float f = 4; bool b = 5;
    int32 type = 6; Shape shape = 7; Tensor tensor = 8; NameAttrList func = 10;
  }
}
message NodeDef { string name = 1; string op = 2; repeated string input = 3; map<string, AttrValue> attr = 5; }
message OpDef {
  message ArgDef { string name = 1; int32 type = 3; }
  string name = 1; repeated ArgDef input_arg = 2; repeated ArgDef output_arg = 3; bool is_stateful = 17;
}
message FunctionDef {
  OpDef signature = 1; repeated NodeDef node_def = 3; map<string, string> ret = 4; map<string, AttrValue> attr = 5;
}
message FunctionDefLibrary { repeated FunctionDef function = 1; }
message VersionDef { int32 producer = 1; }
message GraphDef { repeated NodeDef node = 1; FunctionDefLibrary library = 2; VersionDef versions = 4; }
message MetaInfo { repeated string tags = 4; }
message TensorInfo { string name = 1; int32 dtype = 2; Shape tensor_shape = 3; }
message SignatureDef {
  map<string, TensorInfo> inputs = 1; map<string, TensorInfo> outputs = 2; string method_name = 3;
}
message MetaGraph { MetaInfo meta_info_def = 1; GraphDef graph_def = 2; map<string, SignatureDef> signature_def = 5; }
message SavedModel { int64 saved_model_schema_version = 1; repeated MetaGraph meta_graphs = 2; }

message RewriterConfig {
  int32 meta_optimizer_iterations = 12; bool disable_meta_optimizer = 19; int32 auto_mixed_precision = 23;
  repeated string optimizers = 100;
}
message GraphOptions { RewriterConfig rewrite_options = 10; }
message ConfigProto { GraphOptions graph_options = 10; }
`;

/** GraphDef version of TensorFlow 2.9, the oldest runtime that is supported. */
const PRODUCER = 1087;

const ROOT = protobuf.parse(SCHEMA, { keepCase: true }).root;
const SavedModel = ROOT.lookupType('SavedModel');
const ConfigProto = ROOT.lookupType('ConfigProto');

/**
 * How TensorFlow compiles a function: as it is. Its graph optimizer (grappler) takes most of the first call
 * (its time grows faster than the graph) and makes the step no faster. Only the pass that brings float16
 * products runs, once, where they are wanted.
 */
function functionConfig(mixed: boolean): Uint8Array {
  const ON = 1;
  const pass = 'auto_mixed_precision';
  const rewrites = mixed
    ? { meta_optimizer_iterations: 1, [pass]: ON, optimizers: [pass] }
    : { disable_meta_optimizer: true };
  return ConfigProto.encode({ graph_options: { rewrite_options: rewrites } }).finish();
}

/** What a SavedModel is called with and gives, by the names that its users know. */
export interface Signature {
  readonly inputs: Readonly<Record<string, Value>>;
  readonly outputs: Readonly<Record<string, Value>>;
}

/** The name under which TensorFlow's own tools look for a signature. */
const SERVING = 'serving_default';

function signatureDef({ inputs, outputs }: Signature, { precision }: Graph): object {
  const tensors = (values: Signature['inputs']): object =>
    Object.fromEntries(
      Object.entries(values).map(([name, { node, index, dtype, shape }]) => [
        name,
        {
          name: `${node.name}:${index}`,
          dtype: dataType(dtype, precision),
          tensor_shape: shapeProto(shape),
        },
      ]),
    );
  return {
    inputs: tensors(inputs),
    outputs: tensors(outputs),
    method_name: 'tensorflow/serving/predict',
  };
}

/** A SavedModel of `nodes`, with each function and a call of it; `mixed`: functions use float16 where they can. */
export function encodeSavedModel(
  graph: Graph,
  nodes: readonly Node[],
  functions: readonly GraphFunction[],
  mixed: boolean,
  signature?: Signature,
): Uint8Array {
  const { precision } = graph;
  const config = functionConfig(mixed);
  const calls = functions.map((each) => functionCall(each, precision, config));
  const graphDef = {
    node: [...nodes.map((node) => nodeDef(node, precision, outputName)), ...calls],
    library: { function: functions.map((each) => functionDef(each, precision)) },
    versions: { producer: PRODUCER },
  };
  const model = {
    saved_model_schema_version: 1,
    meta_graphs: [
      {
        meta_info_def: { tags: ['serve'] },
        graph_def: graphDef,
        signature_def: signature ? { [SERVING]: signatureDef(signature, graph) } : {},
      },
    ],
  };
  return SavedModel.encode(model).finish();
}

/** How a node of the graph itself refers to an output of another one; nodes of functions do it otherwise. */
function outputName(node: Node, index: number): string {
  return index === 0 ? node.name : `${node.name}:${index}`;
}
