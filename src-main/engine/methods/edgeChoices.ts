/**
 * Which operation each edge of a search has come down to, for methods that decide edge by edge (SGAS,
 * DARTS-PT). Plain JSON: part of the state in a checkpoint.
 */
import { z } from 'zod';
import type { Genotype, GenotypeEdge } from '../../../src-shared/genotype/types.ts';
import { CELL_EDGES, type CellType, EDGES, NODES, type Space } from '../../../src-shared/space/spaces.ts';
import { type PerCell, perCell } from '../supernet/perCell.ts';
import type { ActiveOperations } from '../supernet/spec.ts';

/** `open`: all operations are mixed; `pruned`: the edge is gone; a number: the column of its one operation. */
const edgeChoiceSchema = z.union([z.literal(['open', 'pruned']), z.int().min(0)]);
export type EdgeChoice = z.infer<typeof edgeChoiceSchema>;

const choicesSchema = z.array(edgeChoiceSchema).length(EDGES);

/** Choices [14] per cell type, and how many operations K an edge of the space has. */
export const edgeChoicesSchema = z.strictObject({
  operations: z.int().min(1),
  choices: z.strictObject({ normal: choicesSchema, reduce: choicesSchema }),
});
export type EdgeChoices = z.infer<typeof edgeChoicesSchema>;

/** Every edge open. */
export function allOpen(operations: number): EdgeChoices {
  const open = (): EdgeChoice[] => Array.from({ length: EDGES }, () => 'open');
  return { operations, choices: { normal: open(), reduce: open() } };
}

/** Active operations [14][K]: all of an open edge, one of a decided edge, none of a pruned edge. */
export function activeOf({ operations, choices }: EdgeChoices): ActiveOperations {
  return perCell((type) =>
    choices[type].map((choice) =>
      Array.from({ length: operations }, (_, column) => choice === 'open' || choice === column),
    ),
  );
}

/** The edges that lead to a node, in order. */
export function edgesInto(node: number): number[] {
  return CELL_EDGES.flatMap((edge, index) => (edge.node === node ? [index] : []));
}

/** The columns [14] with one of them changed. */
export function withChoice(
  choices: readonly EdgeChoice[],
  edges: readonly number[],
  choice: EdgeChoice,
): EdgeChoice[] {
  return choices.map((before, edge) => (edges.includes(edge) ? choice : before));
}

/** The genotype of the kept edges: the column of an edge's operation, anything else where it is not kept. */
export function genotypeOfChoices(space: Space, choices: PerCell<readonly EdgeChoice[]>): Genotype {
  const concat = Array.from({ length: NODES }, (_, node) => node + 2);
  const kept = (type: CellType): GenotypeEdge[] =>
    choices[type].flatMap((choice, edge) =>
      typeof choice === 'number'
        ? [{ operation: space.operations[type][edge]![choice]!, input: CELL_EDGES[edge]!.input }]
        : [],
    );
  return { normal: kept('normal'), normalConcat: concat, reduce: kept('reduce'), reduceConcat: concat };
}
