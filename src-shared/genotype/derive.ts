/** From alphas to a genotype: the rule of DARTS (arXiv 1806.09055, section 2.4), as the MS-DARTS code has it. */
import { PlateauError } from '../errors.ts';
import {
  CELL_EDGES,
  CELL_TYPES,
  EDGES,
  NODES,
  type CellType,
  type OperationName,
  type Space,
} from '../space/spaces.ts';
import { EDGES_PER_NODE, type Genotype, type GenotypeEdge } from './types.ts';

/** Alphas of both cell types, `[edges][operations]`, logits. */
export type Alphas = Readonly<Record<CellType, readonly ArrayLike<number>[]>>;

interface Candidate extends GenotypeEdge {
  readonly weight: number;
}

const CONCAT = Array.from({ length: NODES }, (_, node) => node + 2);

function softmax(logits: readonly number[]): number[] {
  const largest = Math.max(...logits);
  const exponentials = logits.map((logit) => Math.exp(logit - largest));
  const sum = exponentials.reduce((total, value) => total + value, 0);
  return exponentials.map((value) => value / sum);
}

/** The strongest operation of an edge, `none` left out; the first of equals. */
function strongest(
  operations: readonly OperationName[],
  weights: readonly number[],
  input: number,
): Candidate {
  let best: Candidate | undefined;
  for (const [k, operation] of operations.entries()) {
    const weight = weights[k]!;
    if (operation !== 'none' && (best === undefined || weight > best.weight))
      best = { operation, input, weight };
  }
  return best!;
}

function checkedRow(alphas: Alphas, cell: CellType, edge: number, width: number): number[] {
  const row = Array.from(alphas[cell][edge] ?? []);
  if (row.length !== width)
    throw new PlateauError(
      `Alphas of ${cell} edge ${edge} have ${row.length} entries; the space has ${width} operations there.`,
      'Use the space that the alphas were searched in.',
    );
  const bad = row.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new PlateauError(
      `Alpha ${cell}[${edge}][${bad}] is ${row[bad]}; no genotype can be read off diverged alphas.`,
      'Resume from an earlier checkpoint with a smaller learning rate, or take the genotype of an earlier epoch.',
    );
  return row;
}

function deriveCell(space: Space, alphas: Alphas, cell: CellType): GenotypeEdge[] {
  if (alphas[cell].length !== EDGES)
    throw new PlateauError(
      `Alphas of the ${cell} cell have ${alphas[cell].length} rows; a cell has ${EDGES} edges.`,
      'Give one row per edge.',
    );
  const candidates = CELL_EDGES.map(({ input }, edge) => {
    const operations = space.operations[cell][edge]!;
    return strongest(operations, softmax(checkedRow(alphas, cell, edge, operations.length)), input);
  });
  return Array.from({ length: NODES }, (_, node) =>
    candidates
      .filter((_, edge) => CELL_EDGES[edge]!.node === node)
      // Array.prototype.sort is stable: of equally strong edges the lower input stays first.
      .sort((left, right) => right.weight - left.weight)
      .slice(0, EDGES_PER_NODE)
      .map(({ operation, input }) => ({ operation, input })),
  ).flat();
}

/**
 * Per node the two incoming edges whose strongest operation other than `none` has the largest softmax
 * weight, in order of strength; on each of them that operation. `noise` (S4) can be chosen.
 */
export function deriveGenotype(space: Space, alphas: Alphas): Genotype {
  const [normal, reduce] = CELL_TYPES.map((cell) => deriveCell(space, alphas, cell));
  return { normal: normal!, normalConcat: CONCAT, reduce: reduce!, reduceConcat: CONCAT };
}
