/** Replays the golden cases of methods whose genotype is read off the architecture by a rule of their own. */
import { z } from 'zod';
import { strongestPairs } from '../../../src-shared/genotype/derivePairs.ts';
import { deriveSifted } from '../../../src-shared/genotype/deriveSifted.ts';
import { deriveSparse, edgesAbove } from '../../../src-shared/genotype/deriveSparse.ts';
import { deriveFromWeights } from '../../../src-shared/genotype/derive.ts';
import { edgeWeights } from '../../../src-shared/genotype/edgeWeights.ts';
import { alphaRamp, linearRamp } from '../../../src-shared/methods/da2s.ts';
import { cellSpaceOf } from '../../../src-shared/space/spaceOf.ts';
import { CELL_TYPES, type CellType, EDGES, NODES, SPACES } from '../../../src-shared/space/spaces.ts';
import { softmaxRow } from '../../../src-shared/stats/alphaDistance.ts';
import type { Comparison } from './comparison.ts';
import { type GoldenCase, readJson } from './goldenFolder.ts';

const rows = z.array(z.array(z.number()));
const pair = z.tuple([z.string(), z.int()]);
const triple = z.tuple([z.string(), z.int(), z.int()]);
const concat = z.array(z.int());
const names = z.array(z.string());
const alphas = { kind: z.string(), alpha_normal: rows, alpha_reduce: rows };
const parsed = { normal: z.array(pair), reduce: z.array(pair), normal_concat: concat, reduce_concat: concat };
const sparse = z.strictObject({ ...parsed, normal: z.array(triple), reduce: z.array(triple) });

const filesSchema = z.looseObject({ n: z.int(), files: z.looseObject({ json: z.string() }) });

/** All rows of a case, each with every field that it has. */
function rowsOf<Row>(folder: string, golden: GoldenCase, schema: z.ZodType<Row>, check: Comparison): Row[] {
  const { n, files } = filesSchema.parse(golden);
  const found = z.array(schema).parse(readJson(folder, files.json));
  check.check('rows', [found.length], [n]);
  return found;
}

/** How many entries of two lists differ; their lengths count, too. */
function differing(found: readonly unknown[], expected: readonly unknown[]): number {
  const places = Array.from({ length: Math.max(found.length, expected.length) }, (_, place) => place);
  return places.filter((place) => JSON.stringify(found[place]) !== JSON.stringify(expected[place])).length;
}

function same(
  check: Comparison,
  name: string,
  found: readonly unknown[],
  expected: readonly unknown[],
): void {
  check.check(`${name} (wrong entries)`, [differing(found, expected)], [0]);
}

interface Edge {
  readonly operation: string;
  readonly input: number;
}

const pairOf = ({ operation, input }: Edge): [string, number] => [operation, input];

interface Read extends Record<CellType, readonly Edge[]> {
  readonly normalConcat: readonly number[];
  readonly reduceConcat: readonly number[];
}

function sameGenotype(
  check: Comparison,
  name: string,
  { normal, reduce, normalConcat, reduceConcat }: Read,
  expected: z.infer<z.ZodObject<typeof parsed>>,
): void {
  same(check, name, normal.map(pairOf), expected.normal);
  same(check, name, reduce.map(pairOf), expected.reduce);
  same(check, name, normalConcat, expected.normal_concat);
  same(check, name, reduceConcat, expected.reduce_concat);
}

const pcdartsRow = z.strictObject({
  ...alphas,
  ...parsed,
  beta_normal: z.array(z.number()),
  beta_reduce: z.array(z.number()),
});

/** softmax(α) · softmax(β), then DARTS's rule. */
export function replayPcdartsGenotypes(folder: string, golden: GoldenCase, check: Comparison): void {
  for (const row of rowsOf(folder, golden, pcdartsRow, check)) {
    const weights = (cell: CellType): number[][] => {
      const edges = edgeWeights(row[`beta_${cell}`]);
      return row[`alpha_${cell}`].map((own, edge) => softmaxRow(own).map((weight) => weight * edges[edge]!));
    };
    const genotype = deriveFromWeights(SPACES.s5, { normal: weights('normal'), reduce: weights('reduce') });
    sameGenotype(check, row.kind, genotype, row);
  }
}

const FIRST_NODE = 2;
const gdasCells = z.strictObject({ normal: z.array(pair), reduce: z.array(pair) });
const gdasRow = z.strictObject({
  ...alphas,
  alpha_nb201: rows,
  genotype: z.strictObject({ autodl_darts_space: gdasCells, s5: gdasCells }),
  nb201: z.string(),
});
const gdasCase = z.looseObject({ ops_autodl: names, ops_s5: names, ops_nb201: names });

/** The two strongest pairs of each node, with the operations of AutoDL and of DARTS; the cell of NAS-Bench-201. */
export function replayGdasGenotypes(folder: string, golden: GoldenCase, check: Comparison): void {
  const { ops_autodl, ops_s5, ops_nb201 } = gdasCase.parse(golden);
  same(check, 'operations of s5', SPACES.s5.operations.normal[0]!, ops_s5);
  const lists = { autodl_darts_space: ops_autodl, s5: ops_s5 } as const;
  for (const row of rowsOf(folder, golden, gdasRow, check)) {
    for (const list of ['autodl_darts_space', 's5'] as const)
      for (const cell of CELL_TYPES) {
        const operations = Array.from({ length: EDGES }, () => lists[list]);
        const found = strongestPairs(operations, row[`alpha_${cell}`].map(softmaxRow));
        same(check, `${list}.${row.kind}`, found.map(pairOf), row.genotype[list][cell]);
      }
    same(check, `nb201.${row.kind}`, [nasbench201(ops_nb201, row.alpha_nb201)], [row.nb201]);
  }
}

/** The first of the strongest operations on each edge, `none` among them: `|op~0|+|op~0|op~1|+|op~0|op~1|op~2|`. */
function nasbench201(operations: readonly string[], logits: readonly (readonly number[])[]): string {
  const nodes = [1, 2, 3].map((node) => {
    const first = (node * (node - 1)) / 2;
    const edges = logits.slice(first, first + node).map((row, input) => {
      return `${operations[row.indexOf(Math.max(...row))]}~${input}`;
    });
    return `|${edges.join('|')}|`;
  });
  return nodes.join('+');
}

const fairRow = z.strictObject({
  ...alphas,
  sigmoid_f32_normal: rows,
  sigmoid_f32_reduce: rows,
  parses: z.strictObject({
    darts: z.strictObject(parsed),
    'threshold_sparse_0.85': sparse,
    'threshold_sparse_0.6': sparse,
    'threshold_edge_0.85': sparse,
  }),
});
const operationsCase = z.looseObject({ primitives: names });
const SPARSE = { 'threshold_sparse_0.85': 0.85, 'threshold_sparse_0.6': 0.6 } as const;
const EDGE_THRESHOLD = 0.85;

/** DARTS's rule and both of Fair DARTS with thresholds on σ(α), as float32 gave it: some lie one unit off 0.85. */
export function replayFairGenotypes(folder: string, golden: GoldenCase, check: Comparison): void {
  const space = cellSpaceOf({ method: 'fair-darts', space: 's5' });
  same(check, 'operations', space.operations.normal[0]!, operationsCase.parse(golden).primitives);
  for (const row of rowsOf(folder, golden, fairRow, check)) {
    const weights = { normal: row.sigmoid_f32_normal, reduce: row.sigmoid_f32_reduce };
    for (const cell of CELL_TYPES) {
      const sigmoids = row[`alpha_${cell}`].flat().map((alpha) => Math.fround(1 / (1 + Math.exp(-alpha))));
      check.check(`sigmoid.${cell}`, sigmoids, weights[cell].flat());
    }
    const { darts, 'threshold_edge_0.85': perEdge } = row.parses;
    sameGenotype(check, `darts.${row.kind}`, deriveFromWeights(space, weights), darts);
    for (const name of ['threshold_sparse_0.85', 'threshold_sparse_0.6'] as const) {
      const genotype = deriveSparse(space, weights, SPARSE[name]);
      for (const cell of CELL_TYPES) {
        const kept = genotype[cell].flatMap(({ operation, input }, k) =>
          operation === 'none' ? [] : [[operation, FIRST_NODE + Math.floor(k / 2), input]],
        );
        same(check, `${name}.${row.kind}`, kept, row.parses[name][cell]);
        same(check, `${name}.${row.kind}`, genotype[`${cell}Concat`], row.parses[name][`${cell}_concat`]);
      }
    }
    for (const cell of CELL_TYPES) {
      const kept = edgesAbove(space.operations[cell], weights[cell], EDGE_THRESHOLD);
      const triples = kept.map(({ operation, node, input }) => [operation, FIRST_NODE + node, input]);
      same(check, `threshold_edge_0.85.${row.kind}`, triples, perEdge[cell]);
      same(check, `threshold_edge_0.85.${row.kind}`, NODE_STATES, perEdge[`${cell}_concat`]);
    }
  }
}

const NODE_STATES = Array.from({ length: NODES }, (_, node) => FIRST_NODE + node);

const daasRow = z.strictObject({ ...alphas, ...parsed, beta_normal: rows, beta_reduce: rows });

/** DARTS's rule on softmax(α), α zeroed on the edges of smallest β; β is recorded for the nodes with 3, 4, 5 inputs. */
export function replayDaasGenotypes(folder: string, golden: GoldenCase, check: Comparison): void {
  const space = cellSpaceOf({ method: 'da2s', space: 's5' });
  same(check, 'operations', space.operations.normal[0]!, operationsCase.parse(golden).primitives);
  for (const row of rowsOf(folder, golden, daasRow, check)) {
    const beta = { normal: [0, 0, ...row.beta_normal.flat()], reduce: [0, 0, ...row.beta_reduce.flat()] };
    const genotype = deriveSifted(space, { normal: row.alpha_normal, reduce: row.alpha_reduce }, beta);
    sameGenotype(check, row.kind, genotype, row);
  }
}

const daasSchedules = z.strictObject({
  lin: z.array(z.number()),
  log_: z.array(z.number()),
  first_epoch: z.int(),
});

/** The ramps of DA²S's loss. */
export function replayDaasSchedules(folder: string, golden: GoldenCase, check: Comparison): void {
  const { files } = filesSchema.omit({ n: true }).parse(golden);
  const { lin, log_, first_epoch } = daasSchedules.parse(readJson(folder, files.json));
  const from = (ramp: (epoch: number) => number, { length }: readonly number[]): number[] =>
    Array.from({ length }, (_, index) => ramp(first_epoch + index));
  check.check('lin', from(linearRamp, lin), lin);
  check.check('log_', from(alphaRamp, log_), log_);
}
