/** What a supernet is made of, and the numbers that its architecture has. */
import type { SearchSpace } from '../../../src-shared/space/searchSpaces.ts';
import { CELL_TYPES, EDGES, operationsPerEdge, type Space } from '../../../src-shared/space/spaces.ts';
import type { Value } from '../tensorflow/graph.ts';
import type { ParameterList } from './parameters.ts';
import type { Pass } from './pass.ts';
import type { PerCell } from './perCell.ts';
import type { LogitTensor } from './tensors.ts';

/** What the cells of S1–S5 may have beside their operations; supernets of other spaces have none of it. */
export interface Structure {
  /** Partial channels K (PC-DARTS): 1/K of a node's channels pass the operations, the others pass by. */
  readonly partial?: number;
  /** Edges have logits of their own, beside those of their operations. */
  readonly edgeLogits?: boolean;
  /** Every edge has one more skip connection (DARTS−). */
  readonly auxiliarySkip?: boolean;
  /** Every edge adds a number of its own to all its values (GDAS, in its form for NAS-Bench-201). */
  readonly edgeConstant?: boolean;
  /** Which operations are there, [edges][K]; all when it is not given. */
  readonly active?: ActiveOperations;
}

export interface SupernetSpec<S extends SearchSpace = SearchSpace> extends Structure {
  readonly space: S;
  readonly channels: number;
  readonly layers: number;
  readonly height: number;
  readonly width: number;
  readonly inputChannels: number;
  readonly classes: number;
  /** How much a batch counts in the running statistics of batch norm; PyTorch's 0.1 unless given. */
  readonly batchNormMomentum?: number;
}

export interface Supernet {
  readonly spec: SupernetSpec;
  readonly parameters: ParameterList;
  /** Its tensors of logits. */
  readonly alphas: readonly LogitTensor[];
  /** Names of the tensors that each layer mixes with. */
  readonly layers: readonly (readonly string[])[];
  /** Images [B, H, W, inputChannels] → logits [B, classes], or [N·B, classes] for a pass at N points. */
  readonly logits: (pass: Pass, x: Value) => Value;
}

export type ActiveOperations = PerCell<readonly (readonly boolean[])[]>;

/** The tensors of architecture logits of a supernet of cells: one a cell type. */
export function alphasOf(spec: SupernetSpec<Space>): LogitTensor[] {
  return CELL_TYPES.map((name) => ({
    name,
    rows: EDGES,
    chooses: 'operation',
    choices: operationsPerEdge(spec.space),
    logits: logitColumns(spec),
    mixing: mixingColumns(spec),
  }));
}

/** Numbers in a row of architecture logits: one an operation, and the edge's own. */
export function logitColumns({ space, edgeLogits }: SupernetSpec<Space>): number {
  return operationsPerEdge(space) + (edgeLogits ? 1 : 0);
}

/**
 * Numbers in a row of mixing weights: one an operation, then that of the channels that pass by, then that of
 * the extra skip connection and the edge's constant, where the supernet has them.
 */
function mixingColumns(spec: SupernetSpec<Space>): number {
  return operationsPerEdge(spec.space) + extraColumns(spec);
}

/** Mixing weights in a row that are no operation's. */
export function extraColumns({ partial = 1, auxiliarySkip, edgeConstant }: Structure): number {
  return [partial > 1, auxiliarySkip, edgeConstant].filter(Boolean).length;
}

/** Column of the edge's constant. */
export function constantColumn(spec: SupernetSpec<Space>): number {
  return auxiliaryColumn(spec) + (spec.auxiliarySkip ? 1 : 0);
}

/** Column of the extra skip connection. */
export function auxiliaryColumn({ space, partial = 1 }: SupernetSpec<Space>): number {
  return operationsPerEdge(space) + (partial > 1 ? 1 : 0);
}
