/** Replays the golden cases of NAS-Bench-1Shot1 and NAS-Bench-101 that need no network. */
import { z } from 'zod';
import { cellOf, deriveArchitecture } from '../../../src-shared/nasbench/architecture.ts';
import {
  edgeCount,
  prunedCell,
  whyNotInNasbench,
  type NasbenchCell,
} from '../../../src-shared/nasbench/cell.ts';
import { nasbenchParameterCount } from '../../../src-shared/nasbench/parameterCount.ts';
import {
  alphaTensors,
  NASBENCH_OPERATIONS,
  NASBENCH_SPACE_NAMES,
  NASBENCH_SPACES,
} from '../../../src-shared/nasbench/spaces.ts';
import { aggregate } from '../../../src-shared/stats/aggregate.ts';
import { cellHash, LABELLED_OPERATIONS } from '../nasbench/cellHash.ts';
import type { Comparison } from './comparison.ts';
import { readJson, type GoldenCase } from './goldenFolder.ts';

const rows = z.array(z.array(z.number()));
const operations = z.array(z.enum(['input', ...NASBENCH_OPERATIONS, 'output']));

const caseSchema = z.looseObject({
  n: z.int(),
  available_ops: z.array(z.string()).optional(),
  files: z.looseObject({ json: z.string() }),
});

/** The rows of a case; all of them must be there, and the benchmark's operations in the known order. */
function rowsOf<Row>(folder: string, golden: GoldenCase, schema: z.ZodType<Row[]>, check: Comparison): Row[] {
  const { n, available_ops, files } = caseSchema.parse(golden);
  const found = schema.parse(readJson(folder, files.json));
  same(check, 'n', [found.length], [n]);
  if (available_ops) same(check, 'available_ops', LABELLED_OPERATIONS, available_ops);
  return found;
}

/** How many of two lists' entries differ. */
function differing(result: readonly unknown[], expected: readonly unknown[]): number {
  const length = Math.max(result.length, expected.length);
  return Array.from({ length }, (_, i) => result[i] !== expected[i]).filter(Boolean).length;
}

const same = (
  check: Comparison,
  name: string,
  result: readonly unknown[],
  expected: readonly unknown[],
): void => check.check(`${name} (differing)`, [differing(result, expected)], [0]);

const prunedSchema = z.object({
  pruned_matrix: rows,
  pruned_ops: operations,
  edges: z.int(),
  hash: z.string(),
});

/** Pruned matrix, operations, edges and hash of a cell that has a path from input to output. */
function comparePruned(check: Comparison, cell: NasbenchCell, golden: z.infer<typeof prunedSchema>): void {
  const pruned = prunedCell(cell);
  same(check, 'pruned_matrix', pruned?.matrix.flat() ?? [], golden.pruned_matrix.flat());
  same(check, 'pruned_ops', pruned?.operations ?? [], golden.pruned_ops);
  same(check, 'edges', [pruned && edgeCount(pruned)], [golden.edges]);
  same(check, 'hash', [cellHash(cell)], [golden.hash]);
}

const discretiseSchema = z.array(
  prunedSchema
    .extend({
      space: z.union([z.literal(1), z.literal(2), z.literal(3)]),
      alphas: z.record(z.string(), rows),
      parents: z.record(z.string(), z.array(z.int())),
      matrix: rows,
      matrix_with_loose_ends: rows,
      ops: operations,
      hash_from_loose_ends: z.string(),
    })
    .strict(),
);

/** Alphas → parents, both matrices, operations, pruned cell and hash. */
export function replayNasbenchDiscretise(folder: string, golden: GoldenCase, check: Comparison): void {
  for (const row of rowsOf(folder, golden, discretiseSchema, check)) {
    const space = NASBENCH_SPACES[NASBENCH_SPACE_NAMES[row.space - 1]!];
    const architecture = deriveArchitecture(space, row.alphas);
    const cell = cellOf(architecture);
    const loose = cellOf(architecture, { looseEnds: true });
    const names = alphaTensors(space).map(({ name }) => name);
    same(check, 'alphas', names, Object.keys(row.alphas));
    const vertices = Object.entries(row.parents);
    same(
      check,
      'parents',
      [...architecture.parents.keys()].map(String),
      vertices.map(([vertex]) => vertex),
    );
    for (const [vertex, parents] of vertices)
      same(
        check,
        'parents',
        architecture.parents[Number(vertex)] ?? [],
        [...parents].sort((a, b) => a - b),
      );
    same(check, 'matrix', cell.matrix.flat(), row.matrix.flat());
    same(check, 'matrix_with_loose_ends', loose.matrix.flat(), row.matrix_with_loose_ends.flat());
    same(check, 'ops', cell.operations, row.ops);
    comparePruned(check, cell, row);
    same(check, 'hash_from_loose_ends', [cellHash(loose)], [row.hash_from_loose_ends]);
  }
}

const graph = { matrix: rows, ops: operations };
const hashSchema = z.array(
  z.discriminatedUnion('valid', [
    prunedSchema.extend({ ...graph, valid: z.literal(true), in_domain: z.boolean() }).strict(),
    z.strictObject({ ...graph, valid: z.literal(false), hash: z.null() }),
  ]),
);

/** Random graphs: those without a path from input to output have no hash, larger ones are not in the benchmark. */
export function replayNasbenchHash(folder: string, golden: GoldenCase, check: Comparison): void {
  const found = rowsOf(folder, golden, hashSchema, check);
  const { n_invalid } = z.looseObject({ n_invalid: z.int() }).parse(golden);
  same(check, 'n_invalid', [found.filter(({ valid }) => !valid).length], [n_invalid]);
  for (const row of found) {
    const cell = { matrix: row.matrix, operations: row.ops };
    same(check, 'valid', [prunedCell(cell) !== undefined], [row.valid]);
    if (row.valid) {
      same(check, 'in_domain', [whyNotInNasbench(cell) === undefined], [row.in_domain]);
      comparePruned(check, cell, row);
    } else same(check, 'hash', [cellHash(cell) ?? null], [row.hash]);
  }
}

const repeats = z.array(z.record(z.string(), z.number())).length(3);
const cellsSchema = z.array(
  z.strictObject({
    ...graph,
    hash: z.string(),
    trainable_parameters: z.int(),
    epochs: z.strictObject({ '108': repeats }),
    mean108: z.record(z.string(), z.number()),
  }),
);

/** Cells of the benchmark: key, weights of the network, and the means of the three repeats. */
export function replayNasbenchCells(folder: string, golden: GoldenCase, check: Comparison): void {
  for (const row of rowsOf(folder, golden, cellsSchema, check)) {
    const cell = { matrix: row.matrix, operations: row.ops };
    same(check, 'hash', [cellHash(cell)], [row.hash]);
    same(check, 'trainable_parameters', [nasbenchParameterCount(cell)], [row.trainable_parameters]);
    for (const [name, mean] of Object.entries(row.mean108)) {
      const values = row.epochs['108'].flatMap((repeat) => repeat[name] ?? []);
      check.check(`mean108.${name}`, [aggregate(values)?.mean ?? NaN], [mean]);
    }
  }
}
