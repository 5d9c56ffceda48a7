/** From the weights of a cell to what is drawn: every edge a bundle with one strand an operation. */
import type { Genotype } from '../../../src-shared/genotype/types.ts';
import { EDGES_PER_NODE, isKept } from '../../../src-shared/genotype/types.ts';
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

/** The operations that a genotype keeps on an edge of a cell: mostly one or none; two where both edges of a node have one input. */
export function keptOperations(genotype: Genotype, cell: CellType, edge: number): OperationName[] {
  const { input, node } = CELL_EDGES[edge]!;
  return genotype[cell]
    .slice(node * EDGES_PER_NODE, (node + 1) * EDGES_PER_NODE)
    .filter((kept) => kept.input === input && isKept(kept))
    .map(({ operation }) => operation);
}

/** The first of them. */
export function keptOperation(genotype: Genotype, cell: CellType, edge: number): OperationName | undefined {
  return keptOperations(genotype, cell, edge)[0];
}

function drawnWeight(value: number | undefined): number {
  return value !== undefined && Number.isFinite(value) ? Math.max(0, value) : 0;
}

function bundleOf(
  edge: number,
  operations: readonly OperationName[],
  row: readonly number[],
  { scale, kept }: { readonly scale: number; readonly kept: readonly OperationName[] },
): Bundle {
  const curve = EDGE_CURVES[edge]!;
  const weights = operations.map((_, k) => drawnWeight(row[k]));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let before = 0;
  const strands = operations.map((operation, k): Strand => {
    const weight = weights[k]!;
    const offset = (before + weight / 2 - total / 2) * scale;
    before += weight;
    const { colour, dash } = lookOf(operation);
    const path = pathOf(offsetCurve(curve, offset));
    return { operation, weight, width: weight * scale, path, colour, dash, kept: kept.includes(operation) };
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

/**
 * The bundles of a cell, in the order of `CELL_EDGES`; strands in the order of the space's operations. Where
 * the weights of an edge add up to more than one (sigmoids do), the whole cell is drawn thinner.
 */
export function bundlesOf({ cell, space, weights, genotype }: CellState): Bundle[] {
  const totals = weights.map((row) => row.reduce((sum, weight) => sum + drawnWeight(weight), 0));
  const scale = BUNDLE / Math.max(1, ...totals);
  return space.operations[cell].map((operations, edge) => {
    const kept = genotype === undefined ? [] : keptOperations(genotype, cell, edge);
    return bundleOf(edge, operations, weights[edge] ?? [], { scale, kept });
  });
}

/** The kept operations of an edge in short, for its label; undefined where there is none. */
export function keptLabel({ strands }: Bundle): string | undefined {
  const kept = strands.filter((strand) => strand.kept).map(({ operation }) => lookOf(operation).short);
  return kept.length === 0 ? undefined : kept.join(' + ');
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
  const kept = strands.filter((strand) => strand.kept).map(({ operation }) => operation);
  return `${name}: ${weights}${kept.length === 0 ? '' : `; the genotype keeps ${kept.join(' and ')}`}`;
}
