/**
 * A searched cell: two inputs, four nodes, every operation on each of the 14 edges. A node is the sum over
 * its edges of Σ_o A_o · o(x); the cell's output is the four nodes side by side. With partial channels
 * (PC-DARTS) the operations see 1/K of the channels, the others go by, and a node's channels are shuffled.
 */
import {
  CELL_EDGES,
  type CellType,
  NODES,
  type OperationName,
  operationsPerEdge,
  type Space,
} from '../../../src-shared/space/spaces.ts';
import type { Value } from '../tensorflow/graph.ts';
import { addN, filled } from '../tensorflow/ops/basic.ts';
import { maxPool } from '../tensorflow/ops/network.ts';
import { weightedSum } from '../tensorflow/ops/own.ts';
import { concat, fromPhases, reshape, split, transpose } from '../tensorflow/ops/shape.ts';
import { OPERATION_FACTORIES } from './operations.ts';
import type { ParameterList, Place } from './parameters.ts';
import type { Contribution, Operation, Pass } from './pass.ts';
import { factorizedReduce, reluConvBatchNorm } from './pointwise.ts';
import { auxiliaryColumn, constantColumn, type SupernetSpec } from './spec.ts';

export interface CellSpec {
  readonly index: number;
  readonly type: CellType;
  /** Channels of the input before last, of the last input, of each node. */
  readonly previousPrevious: number;
  readonly previous: number;
  readonly channels: number;
  readonly afterReduction: boolean;
}

export type Cell = (pass: Pass, s0: Value, s1: Value) => Value;

export function searchCell(list: ParameterList, net: SupernetSpec<Space>, spec: CellSpec): Cell {
  const preprocess = preprocessing(list, spec, false);
  const { partial = 1 } = net;
  const edges = CELL_EDGES.map((_, edge) => searchEdge(list, net, spec, edge));
  return (pass, s0, s1) => {
    const states = preprocess(pass, s0, s1);
    const parts = states.map((state) => splitChannels(state, partial));
    for (let node = 0; node < NODES; node++) {
      const incoming = CELL_EDGES.flatMap((edge, e) =>
        edge.node === node && edges[e]!.operations.length > 0
          ? [{ ...edges[e]!, x: parts[edge.input]! }]
          : [],
      );
      const contributions = incoming.flatMap(({ operations, edge, x }) =>
        onEdge(
          pass,
          operations.map((operation) => operation(pass, x.active)),
          spec.index,
          edge,
        ),
      );
      const sum = nodeSum(
        pass,
        contributions,
        parts.map(({ active }) => active),
      );
      const passing = incoming.flatMap(({ bypass, x }) =>
        bypass && x.passing ? bypass(pass, x.passing) : [],
      );
      const state =
        passing.length > 0 ? shuffled(concat([sum, nodeSum(pass, passing, states)], 3), partial) : sum;
      states.push(state);
      parts.push(splitChannels(state, partial));
    }
    pass.endCell?.(spec.index, states);
    return concat(states.slice(2), 3);
  };
}

interface SearchEdge {
  readonly edge: number;
  readonly operations: readonly Operation[];
  /** What becomes of the channels that pass the operations by (PC-DARTS). */
  readonly bypass?: (pass: Pass, x: Value) => Contribution;
}

function searchEdge(list: ParameterList, net: SupernetSpec<Space>, spec: CellSpec, edge: number): SearchEdge {
  const { space, active, partial = 1, auxiliarySkip } = net;
  const { index: cell, type } = spec;
  const stride = type === 'reduce' && CELL_EDGES[edge]!.input < 2 ? 2 : 1;
  const made = (operation: OperationName, part: string, k: number): Operation => {
    const place = { tensor: type, cell, row: edge, column: k };
    const apply = OPERATION_FACTORIES[operation](list, {
      name: `cells.${cell}._ops.${edge}.${part}`,
      channels: spec.channels / partial,
      stride,
      affine: false,
      place,
    });
    return (pass, x) => (pass.operation ? pass.operation(place, () => apply(pass, x)) : apply(pass, x));
  };
  const operations = space.operations[type][edge]!.flatMap((operation, k) =>
    (active?.[type][edge]?.[k] ?? true) ? [made(operation, `_ops.${k}`, k)] : [],
  );
  if (auxiliarySkip) operations.push(made('skip_connect', 'auxiliary', auxiliaryColumn(net)));
  if (net.edgeConstant)
    operations.push(constantEdge(stride, { tensor: type, cell, row: edge, column: constantColumn(net) }));
  if (partial === 1) return { edge, operations };
  const place = { tensor: type, cell, row: edge, column: operationsPerEdge(space) };
  const bypass = (pass: Pass, x: Value): Contribution =>
    pass.mixed(stride === 2 ? maxPool(x, 2, 2, 'VALID') : x, place);
  return { edge, operations, bypass };
}

/** The edge's own number everywhere. */
function constantEdge(stride: 1 | 2, place: Place): Operation {
  return (pass, x) => {
    const [batch = 0, height = 0, width = 0, channels = 0] = x.shape;
    return pass.mixed(filled(pass.graph, 1, [batch, height / stride, width / stride, channels]), place);
  };
}

/** What the operations of one edge bring; summed first where training may leave the whole edge out. */
function onEdge(
  pass: Pass,
  brought: readonly (Contribution | undefined)[],
  cell: number,
  edge: number,
): Contribution[] {
  const contributions = brought.filter((each) => each !== undefined);
  if (!pass.dropEdge) return contributions;
  return [false, true].flatMap((phases) => {
    const alike = contributions.filter((each) => (each.phases ?? false) === phases);
    if (alike.length === 0) return [];
    const value = alike.some(isTerm) ? weightedSum(alike) : addN(alike.map((each) => each.value));
    return [pass.dropEdge!({ value, ...(phases ? { phases } : {}) }, cell, edge)];
  });
}

interface ChannelParts {
  readonly active: Value;
  readonly passing?: Value;
}

/** The first 1/K of the channels, and the others. */
function splitChannels(x: Value, partial: number): ChannelParts {
  if (partial === 1) return { active: x };
  const channels = x.shape[3] ?? 0;
  const [active, passing] = split(x, [channels / partial, channels - channels / partial], 3);
  return { active: active!, passing: passing! };
}

/** PC-DARTS's shuffle in K groups: channel c comes from channel (c mod K)·C/K + ⌊c/K⌋. */
export function shuffled(x: Value, groups: number): Value {
  const [batch = 0, height = 0, width = 0, channels = 0] = x.shape;
  const grouped = reshape(x, [batch * height * width, groups, channels / groups]);
  return reshape(transpose(grouped, [0, 2, 1]), x.shape);
}

/** Both inputs brought to the cell's channels and to the size of the last one, as states 0 and 1. */
export function preprocessing(
  list: ParameterList,
  { index, previousPrevious, previous, channels, afterReduction }: CellSpec,
  affine: boolean,
): (pass: Pass, s0: Value, s1: Value) => Value[] {
  const first = afterReduction ? factorizedReduce : reluConvBatchNorm;
  const preprocess0 = first(list, `cells.${index}.preprocess0`, previousPrevious, channels, affine);
  const preprocess1 = reluConvBatchNorm(list, `cells.${index}.preprocess1`, previous, channels, affine);
  return (pass, s0, s1) => [plain(pass, preprocess0(pass, s0)), plain(pass, preprocess1(pass, s1))];
}

function plain(pass: Pass, contribution: Contribution | undefined): Value {
  if (!contribution) throw new Error('an operation without a value');
  return nodeSum(pass, [contribution]);
}

/** Whether something is left to the sum. */
export const isTerm = ({ normal, weight, stages }: Contribution): boolean =>
  (normal ?? weight ?? stages) !== undefined;

/** Sums what the edges bring; those in phases are summed first and brought back together. */
export function nodeSum(
  pass: Pass,
  contributions: readonly Contribution[],
  states: readonly Value[] = [],
): Value {
  if (contributions.some(isTerm)) return weightedSum(contributions);
  const inPlace = contributions.filter((each) => !each.phases).map((each) => each.value);
  const inPhases = contributions.filter((each) => each.phases).map((each) => each.value);
  const biases = contributions.flatMap((each) => each.bias ?? []);
  const reference = inPlace[0] ?? states[0]!;
  const [, height = 0, width = 0] = reference.shape;
  if (inPhases.length > 0) inPlace.push(fromPhases(addN(inPhases), height, width));
  return pass.addBiases(addN(inPlace), biases);
}
