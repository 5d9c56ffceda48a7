/** From the weights of a cell to what is drawn: every edge a bundle with one strand an operation. */
import type { Genotype } from '../../../src-shared/genotype/types.ts';
import { EDGES_PER_NODE } from '../../../src-shared/genotype/types.ts';
import {
  CELL_EDGES,
  type CellType,
  type OperationName,
  type Space,
} from '../../../src-shared/space/spaces.ts';
import { stateName } from '../genotype/genotypeFigure.ts';
import { lookOf } from '../operations.ts';
import { offsetCurve, pathOf, pointAt } from './curve.ts';
import { BUNDLE, EDGE_CURVES, LABEL_AT } from './places.ts';
import type { Point } from '../genotype/layout.ts';

/** A = softmax(α) of one cell type, [edges][K]. */
export type CellWeights = readonly (readonly number[])[];

export interface Strand {
  readonly operation: OperationName;
  /** As drawn: 0 where it is not finite. */
  readonly weight: number;
  /** px */
  readonly width: number;
  /** SVG path data. */
  readonly path: string;
  readonly colour: string;
  readonly dash: string | undefined;
  /** The current genotype has this operation on this edge. */
  readonly kept: boolean;
}

export interface Bundle {
  /** Number of the edge in `CELL_EDGES`. */
  readonly edge: number;
  /** `c_{k-2} → 0`. */
  readonly name: string;
  readonly strands: readonly Strand[];
  /** Path data of the middle line. */
  readonly middle: string;
  /** Where the kept operation's name stands. */
  readonly label: Point;
}

/** A state as the page writes it: `cₖ₋₂`, `0`. */
function stateTitle(state: number): string {
  return ['cₖ₋₂', 'cₖ₋₁'][state] ?? String(state - 2);
}

/** An edge as the page writes it: `cₖ₋₂ → 0`. */
export function edgeTitle(edge: number): string {
  const { input, node } = CELL_EDGES[edge]!;
  return `${stateTitle(input)} → ${stateTitle(node + 2)}`;
}

/** What an edge is called in files: `c_{k-2} → 0`. */
export function edgeName(edge: number): string {
  const { input, node } = CELL_EDGES[edge]!;
  return `${stateName(input)} → ${stateName(node + 2)}`;
}

/** The operation that a genotype keeps on an edge of a cell. */
export function keptOperation(genotype: Genotype, cell: CellType, edge: number): OperationName | undefined {
  const { input, node } = CELL_EDGES[edge]!;
  return genotype[cell]
    .slice(node * EDGES_PER_NODE, (node + 1) * EDGES_PER_NODE)
    .find((kept) => kept.input === input)?.operation;
}

function drawnWeight(value: number | undefined): number {
  return value !== undefined && Number.isFinite(value) ? Math.max(0, value) : 0;
}

function bundleOf(
  edge: number,
  operations: readonly OperationName[],
  row: readonly number[],
  kept: OperationName | undefined,
): Bundle {
  const curve = EDGE_CURVES[edge]!;
  const weights = operations.map((_, k) => drawnWeight(row[k]));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let before = 0;
  const strands = operations.map((operation, k): Strand => {
    const weight = weights[k]!;
    const offset = (before + weight / 2 - total / 2) * BUNDLE;
    before += weight;
    const { colour, dash } = lookOf(operation);
    const path = pathOf(offsetCurve(curve, offset));
    return { operation, weight, width: weight * BUNDLE, path, colour, dash, kept: operation === kept };
  });
  return {
    edge,
    name: edgeName(edge),
    strands,
    middle: pathOf(curve),
    label: pointAt(curve, LABEL_AT[edge]!),
  };
}

export interface CellState {
  readonly cell: CellType;
  readonly space: Space;
  readonly weights: CellWeights;
  /** Its strands stand out; without one none does. */
  readonly genotype?: Genotype | undefined;
}

/** The bundles of a cell, in the order of `CELL_EDGES`; strands in the order of the space's operations. */
export function bundlesOf({ cell, space, weights, genotype }: CellState): Bundle[] {
  return space.operations[cell].map((operations, edge) =>
    bundleOf(
      edge,
      operations,
      weights[edge] ?? [],
      genotype === undefined ? undefined : keptOperation(genotype, cell, edge),
    ),
  );
}

/** The operation with the largest weight on an edge, the first of equals; undefined where none is finite. */
export function leader(
  operations: readonly OperationName[],
  row: readonly number[],
): OperationName | undefined {
  let best: number | undefined;
  for (const [k, weight] of row.entries())
    if (Number.isFinite(weight) && (best === undefined || weight > row[best]!)) best = k;
  return best === undefined ? undefined : operations[best];
}

/** An edge in words: its two heaviest operations, and what the genotype keeps. */
export function describeBundle({ name, strands }: Bundle): string {
  const heaviest = [...strands].sort((a, b) => b.weight - a.weight).slice(0, 2);
  const weights = heaviest.map(({ operation, weight }) => `${operation} ${weight.toFixed(2)}`).join(', ');
  const kept = strands.find((strand) => strand.kept);
  return `${name}: ${weights}${kept === undefined ? '' : `; the genotype keeps ${kept.operation}`}`;
}
