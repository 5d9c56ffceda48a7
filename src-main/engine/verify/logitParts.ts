/**
 * Where logits that were recorded as tensors of their own stand in the engine's one tensor a cell type, [edges, K]
 * or, with a logit for each edge in the last column, [edges, K + 1].
 */
import {
  CELL_EDGES,
  type CellType,
  NODES,
  operationsPerEdge,
  type Space,
} from '../../../src-shared/space/spaces.ts';
import { logitColumns, type Supernet, type SupernetSpec } from '../supernet/spec.ts';
import type { LogitTensor } from '../supernet/tensors.ts';

export interface LogitPart {
  readonly name: 'alpha' | 'beta';
  /** Cell type, and the node where it has a tensor of its own: `normal`, `reduce.3`. */
  readonly of: string;
  readonly positions: readonly number[];
}

export type LogitParts = (spec: SupernetSpec<Space>, type: CellType) => readonly LogitPart[];

/** Numbers in the engine's tensor of one cell type. */
export function logitsSize({ alphas }: Supernet): number {
  const [{ rows, logits }] = alphas as [LogitTensor];
  return rows * logits;
}

function operationPart(spec: SupernetSpec<Space>, type: CellType): LogitPart {
  const columns = logitColumns(spec);
  const positions = CELL_EDGES.flatMap((_, edge) =>
    Array.from({ length: operationsPerEdge(spec.space) }, (_unused, k) => k)
      .filter((k) => spec.active?.[type][edge]?.[k] ?? true)
      .map((k) => edge * columns + k),
  );
  return { name: 'alpha', of: type, positions };
}

/** α of the operations that are there, edge by edge. */
export const activeParts: LogitParts = (spec, type) => [operationPart(spec, type)];

/** α [edges, K] and, where edges have logits, β [edges]. */
export function allParts({ active: _, ...spec }: SupernetSpec<Space>, type: CellType): LogitPart[] {
  const columns = logitColumns(spec);
  const operations = operationPart(spec, type);
  if (!spec.edgeLogits) return [operations];
  return [operations, { name: 'beta', of: type, positions: edgePositions(columns, () => true) }];
}

/** The same with a β for each node, called by its state; the first node keeps both of its edges and has none. */
export function partsByNode(spec: SupernetSpec<Space>, type: CellType): LogitPart[] {
  const columns = logitColumns(spec);
  const nodes = Array.from({ length: NODES - 1 }, (_, index) => index + 1);
  return [
    operationPart(spec, type),
    ...nodes.map((node): LogitPart => ({
      name: 'beta',
      of: `${type}.${node + 2}`,
      positions: edgePositions(columns, (to) => to === node),
    })),
  ];
}

function edgePositions(columns: number, leadsTo: (node: number) => boolean): number[] {
  return CELL_EDGES.flatMap(({ node }, edge) => (leadsTo(node) ? [(edge + 1) * columns - 1] : []));
}
