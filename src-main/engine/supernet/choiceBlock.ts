/**
 * A cell of NAS-Bench-1Shot1's supernet: it reads the cell before alone. Each node adds up its parents, the first
 * of which is a projection of the cell's input of its own, and mixes three operations of the sum:
 *
 *   x_i = Σ_j a_ij · state_j        (node_i's projection and the nodes before; unweighted where all are parents)
 *   node_i = m_0 · maxpool(x_i) + m_1 · ReLU(BN(conv3×3 x_i)) + m_2 · ReLU(BN(conv1×1 x_i))
 *   output = o_0 · projection(input) + [o_1 · node_1, …, o_n · node_n] side by side
 *
 * Names and order are those of automl/nasbench-1shot1: optimizers/darts/model_search.py.
 */
import {
  hasParentChoice,
  NASBENCH_OPERATIONS,
  nasbenchNodes,
  type NasbenchOperation,
  type NasbenchSpace,
  OPERATION_TENSOR,
  parentTensor,
} from '../../../src-shared/nasbench/spaces.ts';
import type { Value } from '../tensorflow/graph.ts';
import { add, addN } from '../tensorflow/ops/basic.ts';
import { conv2d, maxPool } from '../tensorflow/ops/network.ts';
import { concat } from '../tensorflow/ops/shape.ts';
import { nodeSum } from './cell.ts';
import type { ParameterList } from './parameters.ts';
import type { Contribution, Pass } from './pass.ts';

export type Layer = (pass: Pass, x: Value) => Value;

export interface ConvSpec {
  readonly name: string;
  /** Side of the kernel. */
  readonly k: 1 | 3;
  readonly inputs: number;
  readonly outputs: number;
}

/** Convolution, batch norm, ReLU. */
export function convBatchNormRelu(list: ParameterList, { name, k, inputs, outputs }: ConvSpec): Layer {
  const kernel = list.conv(`${name}.0.weight`, k, inputs, outputs);
  const batchNorm = list.batchNorm(`${name}.1`, outputs, true, k === 1 ? { kernel } : {});
  return (pass, x) => pass.normalise(batchNorm, k === 1 ? x : conv2d(x, pass.weight(kernel)), true);
}

export interface ChoiceCellSpec {
  readonly space: NasbenchSpace;
  readonly index: number;
  /** Channels of the cell's input and of each node. */
  readonly inputs: number;
  readonly channels: number;
}

export function choiceCell(list: ParameterList, spec: ChoiceCellSpec): Layer {
  const { space, index: cell, inputs, channels } = spec;
  const nodes = Array.from({ length: nasbenchNodes(space) }, (_, node) => node);
  const project = (place: number, outputs: number): Layer =>
    convBatchNormRelu(list, { name: `cells.${cell}._input_projections.${place}.op`, k: 1, inputs, outputs });
  const projections = nodes.map((node) => project(node, channels));
  const direct = project(nodes.length, nodes.length * channels);
  const blocks = nodes.map((node) => choiceBlock(list, spec, node));
  return (pass, x) => {
    const found: Value[] = [];
    for (const node of nodes) {
      const states = [projections[node]!(pass, x), ...found];
      found.push(blocks[node]!(pass, parentSum(pass, spec, node + 1, states)));
    }
    const kept = (y: Value, column: number): Value => {
      const place = { tensor: parentTensor(space, nodes.length + 1), cell, row: 0, column };
      return nodeSum(pass, [pass.mixed(y, place)]);
    };
    const side = concat(
      found.map((y, node) => kept(y, node + 1)),
      3,
    );
    return add(kept(direct(pass, x), 0), side);
  };
}

/** What a vertex reads: its parents by their weights, or all that there are where it has no choice. */
function parentSum(
  pass: Pass,
  { space, index: cell }: ChoiceCellSpec,
  vertex: number,
  states: readonly Value[],
): Value {
  if (!hasParentChoice(space, vertex))
    return states.length === 1 ? states[0]! : addN(states.map((state) => pass.unmixed?.(state) ?? state));
  const tensor = parentTensor(space, vertex);
  const mixed = states.map((state, column) => pass.mixed(state, { tensor, cell, row: 0, column }));
  return nodeSum(pass, mixed);
}

/** The weight of an operation counts after its ReLU: it may be negative after a mean shift. */
function choiceBlock(list: ParameterList, spec: ChoiceCellSpec, row: number): Layer {
  const { index: cell } = spec;
  const operations = NASBENCH_OPERATIONS.map((operation, column) => {
    const name = `cells.${cell}._choice_blocks.${row}.mixed_op._ops.${column}.op.op`;
    const apply = OPERATIONS[operation](list, name, spec.channels);
    const place = { tensor: OPERATION_TENSOR, cell, row, column };
    return (pass: Pass, x: Value): Contribution | undefined => {
      const mixed = (): Contribution => pass.mixed(apply(pass, x), place);
      return pass.operation ? pass.operation(place, mixed) : mixed();
    };
  });
  return (pass, x) =>
    nodeSum(
      pass,
      operations.flatMap((operation) => operation(pass, x) ?? []),
    );
}

type Factory = (list: ParameterList, name: string, channels: number) => Layer;

const conv =
  (k: 1 | 3): Factory =>
  (list, name, channels) =>
    convBatchNormRelu(list, { name, k, inputs: channels, outputs: channels });

const OPERATIONS: Readonly<Record<NasbenchOperation, Factory>> = {
  maxpool3x3: () => (_, x) => maxPool(x, 3, 1, 'SAME'),
  'conv3x3-bn-relu': conv(3),
  'conv1x1-bn-relu': conv(1),
};
