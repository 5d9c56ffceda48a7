/** Cells of NAS-Bench-101 (arXiv 1902.09635): a graph with an operation on every vertex. */
import { PlateauError } from '../errors.ts';
import type { NasbenchOperation } from './spaces.ts';

/** Bounds of the benchmark's own cells. */
export const MOST_VERTICES = 7;
const MOST_EDGES = 9;

export interface NasbenchCell {
  /** `[V][V]`, upper triangular: 1 where an edge leads from the row's vertex to the column's. */
  readonly matrix: readonly (readonly number[])[];
  /** Of every vertex; the first is `input`, the last `output`. */
  readonly operations: readonly ('input' | NasbenchOperation | 'output')[];
}

/** Edges of the cell. */
export function edgeCount({ matrix }: NasbenchCell): number {
  return matrix.flat().reduce((sum, entry) => sum + entry, 0);
}

function refuse(what: string): never {
  throw new PlateauError(
    what,
    'Give a square matrix of zeros and ones, ones only above the diagonal, with one operation per row: first "input", last "output".',
  );
}

function checkShape({ matrix, operations }: NasbenchCell): void {
  const vertices = matrix.length;
  if (vertices < 2) refuse(`The matrix of a cell has ${vertices} rows; a cell has at least 2 vertices.`);
  if (operations.length !== vertices)
    refuse(`The cell has ${vertices} vertices and ${operations.length} operations; these must be as many.`);
  for (const [row, entries] of matrix.entries()) {
    if (entries.length !== vertices)
      refuse(
        `Row ${row} of the matrix has ${entries.length} entries; a cell of ${vertices} vertices has ${vertices}.`,
      );
    const bad = entries.findIndex((entry, column) => entry !== 0 && (entry !== 1 || column <= row));
    if (bad >= 0) refuse(`The matrix has ${entries[bad]} at [${row}][${bad}].`);
  }
  const misplaced = operations.findIndex(
    (operation, vertex) =>
      (operation === 'input') !== (vertex === 0) || (operation === 'output') !== (vertex === vertices - 1),
  );
  if (misplaced >= 0) refuse(`Vertex ${misplaced} of ${vertices} is "${operations[misplaced]}".`);
}

/** Vertices from which, or to which, a path leads from `start`; `matrix[i][j]`: from i to j. */
function reached(start: number, leads: (from: number, to: number) => boolean, vertices: number): Set<number> {
  const seen = new Set([start]);
  for (const from of seen) for (let to = 0; to < vertices; to++) if (leads(from, to)) seen.add(to);
  return seen;
}

/**
 * The cell without the vertices that are on no path from input to output; undefined when there is no
 * such path (google-research/nasbench@b942470: lib/model_spec.py).
 */
export function prunedCell(cell: NasbenchCell): NasbenchCell | undefined {
  checkShape(cell);
  const { matrix, operations } = cell;
  const edge = (from: number, to: number): boolean => matrix[from]![to] === 1;
  const fromInput = reached(0, edge, matrix.length);
  const toOutput = reached(matrix.length - 1, (to, from) => edge(from, to), matrix.length);
  if (!fromInput.has(matrix.length - 1)) return undefined;
  const kept = [...matrix.keys()].filter((vertex) => fromInput.has(vertex) && toOutput.has(vertex));
  return {
    matrix: kept.map((row) => kept.map((column) => matrix[row]![column]!)),
    operations: kept.map((vertex) => operations[vertex]!),
  };
}

/** Why NAS-Bench-101 has no such cell; undefined when it has. What counts is the pruned cell. */
export function whyNotInNasbench(cell: NasbenchCell): string | undefined {
  const pruned = prunedCell(cell);
  if (!pruned) return 'no path leads from its input to its output';
  const vertices = pruned.matrix.length;
  if (vertices > MOST_VERTICES) return `it has ${vertices} vertices, more than ${MOST_VERTICES}`;
  const edges = edgeCount(pruned);
  return edges > MOST_EDGES ? `it has ${edges} edges, more than ${MOST_EDGES}` : undefined;
}
