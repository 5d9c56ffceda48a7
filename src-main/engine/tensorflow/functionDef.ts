/** A part of a graph as a TensorFlow function, and the node that calls it. */
import { ancestors, type Node, type Precision, type Value } from './graph.ts';
import { dataType, nodeDef } from './nodeDef.ts';

export interface GraphFunction {
  readonly name: string;
  /** The nodes at which the body ends, with the values of the calling graph that take their place. */
  readonly inputs: ReadonlyMap<Node, Value>;
  readonly body: readonly Node[];
  readonly outputs: readonly Value[];
}

/** A function of what `outputs` need, down to those nodes of `given` that they reach. */
export function graphFunction(
  name: string,
  outputs: readonly Value[],
  given: ReadonlyMap<Node, Value>,
): GraphFunction {
  const nodes = ancestors(outputs, new Set(given.keys()));
  const inputs = new Map(nodes.flatMap((node) => (given.has(node) ? [[node, given.get(node)!]] : [])));
  return { name, inputs, body: nodes.filter((node) => !given.has(node)), outputs };
}

/**
 * Names of an operation's outputs, by which nodes of a function refer to them; those not listed have one
 * called `output` (which may be a list: `SplitV`, `Unpack`).
 */
const OUTPUTS: Readonly<Record<string, readonly string[]>> = {
  AddN: ['sum'],
  ...Object.fromEntries(
    ['AddV2', 'Betainc', 'Equal', 'Greater', 'Maximum', 'Minimum', 'Mul', 'Polygamma', 'RealDiv', 'Sub'].map(
      (op) => [op, ['z']],
    ),
  ),
  ...Object.fromEntries(
    [
      ...['Abs', 'Cast', 'Digamma', 'Exp', 'Lgamma', 'Log', 'Neg', 'Rsqrt', 'Sigmoid', 'Sign', 'Sqrt'],
      ...['Square', 'Transpose'],
    ].map((op) => [op, ['y']]),
  ),
  Elu: ['activations'],
  FusedBatchNormGradV3: [
    'x_backprop',
    'scale_backprop',
    'offset_backprop',
    'reserve_space_4',
    'reserve_space_5',
  ],
  FusedBatchNormV3: [
    'y',
    'batch_mean',
    'batch_variance',
    'reserve_space_1',
    'reserve_space_2',
    'reserve_space_3',
  ],
  InTopKV2: ['precision'],
  LogSoftmax: ['logsoftmax'],
  MatMul: ['product'],
  MaxPoolWithArgmax: ['output', 'argmax'],
  Merge: ['output', 'value_index'],
  PlateauNode: ['y'],
  PlateauPointwise: ['y', 'mean', 'variance'],
  PlateauSeparable: ['y', 'mean', 'variance'],
  PlateauSeparableGrad: [
    'x_gradient',
    'depthwise_gradient',
    'pointwise_gradient',
    'mean_gradient',
    'variance_gradient',
    'gamma_gradient',
    'beta_gradient',
  ],
  PlateauWeightedSum: ['y'],
  PlateauWeightedSumGrad: [
    'scales',
    'weights_gradient',
    'means_gradient',
    'variances_gradient',
    'shift_gradient',
  ],
  ReadVariableOp: ['value'],
  Relu: ['activations'],
  ReluGrad: ['backprops'],
  Softmax: ['softmax'],
  Switch: ['output_false', 'output_true'],
  VarHandleOp: ['resource'],
};

function reference(node: Node, index: number): string {
  const names = OUTPUTS[node.op];
  return names ? `${node.name}:${names[index]}:0` : `${node.name}:output:${index}`;
}

export function functionDef({ name, inputs, body, outputs }: GraphFunction, precision: Precision): object {
  const arguments_ = new Map([...inputs.keys()].map((node, index) => [node, `a${index}`]));
  const refer = (node: Node, index: number): string => arguments_.get(node) ?? reference(node, index);
  const argument = (letter: string) => (value: Value, index: number) => ({
    name: `${letter}${index}`,
    type: dataType(value.dtype, precision),
  });
  return {
    signature: {
      name,
      input_arg: [...inputs.values()].map(argument('a')),
      output_arg: outputs.map(argument('r')),
      is_stateful: true,
    },
    node_def: body.map((node) => nodeDef(node, precision, refer)),
    ret: Object.fromEntries(outputs.map(({ node, index }, k) => [`r${k}`, refer(node, index)])),
    // Neither inlined into the calling graph nor optimised with it: it has a configuration of its own.
    attr: { _noinline: { b: true }, _nospecialize: { b: true }, _tf_data_function: { b: true } },
  };
}

/** The call: its output `index` is output `index` of the function. */
export function functionCall(callee: GraphFunction, precision: Precision, config: Uint8Array): object {
  const { name, outputs } = callee;
  const inputs = [...callee.inputs.values()];
  const types = (values: readonly Value[]): object => ({
    list: { type: values.map(({ dtype }) => dataType(dtype, precision)) },
  });
  return {
    name: callName(callee),
    op: 'StatefulPartitionedCall',
    input: inputs.map(({ node }) => node.name),
    attr: { Tin: types(inputs), Tout: types(outputs), f: { func: { name } }, config_proto: { s: config } },
  };
}

export function callName({ name }: GraphFunction): string {
  return `call/${name}`;
}
