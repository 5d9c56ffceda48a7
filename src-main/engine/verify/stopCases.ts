/** Replays the golden cases of stop rules: recorded λ_max of DARTS-ES with its spectra, histories of DARTS+. */
import { z } from 'zod';
import { deriveGenotype } from '../../../src-shared/genotype/derive.ts';
import {
  type EigenvalueKnobs,
  type EigenvalueStop,
  eigenvalueStop,
  rankingOf,
  rankingStop,
  skipStop,
} from '../../../src-shared/run/stopRules.ts';
import { learnableColumns } from '../../../src-shared/space/learnable.ts';
import { SPACES } from '../../../src-shared/space/spaces.ts';
import { skipCount } from '../../../src-shared/stats/cellMetrics.ts';
import { extremeEigenvalues, spectrum } from '../curvature/lanczos.ts';
import type { Comparison } from './comparison.ts';
import { type GoldenCase, GoldenTensors, readJson } from './goldenFolder.ts';

const stopSchema = z
  .strictObject({ decided_at: z.int(), stop_epoch: z.int(), genotype: z.string(), ratio: z.number() })
  .nullable();

const runSchema = z.looseObject({
  epoch: z.array(z.int()),
  lambda_max: z.array(z.number()),
  local_avg: z.array(z.number()),
  full_local_avg: z.array(z.number()),
  la_epochs: z.record(z.string(), z.int()),
  stop: stopSchema,
  stop_by_factor: z.record(z.string(), stopSchema),
  all_triggers_if_not_stopped: z.array(z.int()),
  stop_epoch_field: z.int(),
  stop_genotype_field: z.string(),
});
type Run = z.infer<typeof runSchema>;

const runsCaseSchema = z.looseObject({
  n: z.int(),
  n_stopped: z.int(),
  total_epochs: z.int(),
  factor: z.number(),
  es_start_epoch: z.int(),
  files: z.looseObject({ json: z.string() }),
});

/** Epochs from the genotype that is taken to the measurement that decides, and to the local mean it follows. */
const BACK = 12;
const BACK_OF_MEAN = 8;

export function replayEigenvalueStops(folder: string, golden: GoldenCase, check: Comparison): void {
  const spec = runsCaseSchema.parse(golden);
  const runs = z.array(runSchema).parse(readJson(folder, spec.files.json));
  const knobs = { epochs: spec.total_epochs, factor: spec.factor, start: spec.es_start_epoch };
  check.check('n', [runs.length], [spec.n]);
  const stopped = runs.filter((run) => stopOf(run, knobs)).length;
  check.check('n_stopped', [stopped], [spec.n_stopped]);
  for (const run of runs) replayRun(run, knobs, check);
  check.unsupported.push(
    'local_avg, full_local_avg by themselves: the rule only divides one by another, which is compared; those after epoch 44 it never reads',
    'lambda_min: recorded beside λ_max, no rule reads it',
  );
}

function stopOf({ epoch, lambda_max }: Run, knobs: EigenvalueKnobs): EigenvalueStop | undefined {
  return eigenvalueStop(
    epoch.map((each, i) => ({ epoch: each, value: lambda_max[i]! })),
    knobs,
  );
}

function replayRun(run: Run, knobs: EigenvalueKnobs, check: Comparison): void {
  const { epoch: epochs, full_local_avg: means, local_avg, la_epochs, stop } = run;
  const last = knobs.epochs - 1;
  checkStop('stop', stopOf(run, knobs), stop, check);
  for (const [factor, expected] of Object.entries(run.stop_by_factor))
    checkStop('stop_by_factor', stopOf(run, { ...knobs, factor: Number(factor) }), expected, check);
  const taken = stopOf(run, knobs)?.stopEpoch ?? last;
  check.check('stop_epoch_field', [taken], [run.stop_epoch_field]);
  check.check('stop_genotype_field', [taken], [epochOf(run.stop_genotype_field)]);
  const triggers = epochs.filter(
    (at) => stopOf(run, { ...knobs, start: Math.max(knobs.start, at - BACK) })?.decidedAt === at,
  );
  check.check('all_triggers_if_not_stopped', triggers, run.all_triggers_if_not_stopped);
  // Any rise ends this search: the ratio of each epoch shows, of a local mean to the fourth before it.
  for (const at of epochs) {
    const found = at < BACK ? undefined : stopOf(run, { ...knobs, factor: -Infinity, start: at - BACK });
    if (found?.decidedAt !== at) continue;
    const centre = epochs.indexOf(at) - 2;
    check.check('full_local_avg (ratios)', [found.ratio], [means[centre]! / means[centre - 4]!]);
    if (centre < local_avg.length)
      check.check('local_avg (ratios)', [found.ratio], [local_avg[centre]! / local_avg[centre - 4]!]);
    const ofMean = la_epochs[String(at)];
    if (ofMean !== undefined) check.check('la_epochs', [found.stopEpoch + BACK_OF_MEAN], [ofMean]);
  }
}

/** A search that never stops is −1 everywhere. */
function checkStop(
  name: string,
  found: EigenvalueStop | undefined,
  expected: z.infer<typeof stopSchema>,
  check: Comparison,
): void {
  check.check(`${name}.decided_at`, [found?.decidedAt ?? -1], [expected?.decided_at ?? -1]);
  check.check(`${name}.stop_epoch`, [found?.stopEpoch ?? -1], [expected?.stop_epoch ?? -1]);
  check.check(`${name}.genotype`, [found?.stopEpoch ?? -1], [expected ? epochOf(expected.genotype) : -1]);
  check.check(`${name}.ratio`, [found?.ratio ?? -1], [expected?.ratio ?? -1]);
}

/** `genotype@10` is that of epoch 10. */
function epochOf(genotype: string): number {
  return Number(genotype.split('@')[1]);
}

const hessiansSchema = z.looseObject({
  items: z.array(z.looseObject({ n: z.int(), lambda_max: z.number() })),
  files: z.looseObject({ data: z.string() }),
});

export function replayRecordedHessians(folder: string, golden: GoldenCase, check: Comparison): void {
  const { items, files } = hessiansSchema.parse(golden);
  const tensors = new GoldenTensors(folder, files.data);
  items.forEach(({ n, lambda_max }, k) => {
    const matrix = tensors.data(`H.${k}`);
    const rows = Array.from({ length: n }, (_, i) => matrix.slice(i * n, (i + 1) * n));
    check.check('n', [matrix.length], [n * n]);
    check.check(`eig.${k}`, spectrum(rows), tensors.data(`eig.${k}`));
    const symmetric = rows.map((row, i) => row.map((value, j) => (value + rows[j]![i]!) / 2));
    const product = (v: Float64Array): Float64Array =>
      Float64Array.from(symmetric, (row) => row.reduce((total, value, j) => total + value * v[j]!, 0));
    const start = Float64Array.from({ length: n }, (_, i) => Math.cos(i + 1));
    const { max } = extremeEigenvalues(product, { start, iterations: n, tolerance: 1e-12 });
    check.check(`lambda_max.${k}`, [max], [lambda_max]);
  });
  for (const tensor of tensors.unused()) check.problems.push(`golden tensor "${tensor}" was not used`);
}

const epochsBySkips = z.record(z.string(), z.int().nullable());
const historySchema = z.strictObject({
  history: z.int(),
  epochs: z.int(),
  skip_count: z.array(z.int()),
  genotype_normal_at_A2: z.array(z.tuple([z.string(), z.int()])),
  ruleA_stop_ge: epochsBySkips,
  ruleA_stop_gt: epochsBySkips,
  same_ranking_run: z.array(z.int()),
  ruleB_same_for_10_epochs: z.int().nullable(),
  ruleB_10_unchanged_transitions: z.int().nullable(),
  ruleB_same_for_5_epochs: z.int().nullable(),
  min_gap: z.number(),
});

const dartsPlusSchema = z.looseObject({
  learnable_ops: z.array(z.string()),
  files: z.looseObject({ json: z.string(), in: z.string() }),
});

export function replaySkipAndRankingStops(folder: string, golden: GoldenCase, check: Comparison): void {
  const { learnable_ops, files } = dartsPlusSchema.parse(golden);
  const input = new GoldenTensors(folder, files.in);
  const space = SPACES.s5;
  const learnable = learnableColumns(space, 'normal');
  const names = learnable[0]!.map((column) => space.operations.normal[0]![column]);
  check.check('learnable_ops (differing)', [names.join() === learnable_ops.join() ? 0 : 1], [0]);
  for (const history of z.array(historySchema).parse(readJson(folder, files.json))) {
    const alphas = (type: 'normal' | 'reduce'): number[][][] =>
      matrices(input, `h${history.history}.alpha_${type}`);
    const [normal, reduce] = [alphas('normal'), alphas('reduce')];
    check.check('epochs', [normal.length], [history.epochs]);
    const cells = normal.map((rows, e) => deriveGenotype(space, { normal: rows, reduce: reduce[e]! }).normal);
    const skips = cells.map(skipCount);
    check.check('skip_count', skips, history.skip_count);
    for (const [most, epoch] of Object.entries(history.ruleA_stop_ge))
      checkEpoch('ruleA_stop_ge', skipStop(skips, Number(most))?.stopEpoch, epoch, check);
    for (const [most, epoch] of Object.entries(history.ruleA_stop_gt))
      checkEpoch('ruleA_stop_gt', skipStop(skips, Number(most) + 1)?.stopEpoch, epoch, check);
    const taken = cells[skipStop(skips, 2)?.stopEpoch ?? -1] ?? [];
    const written = taken.map(({ operation, input: from }) => `${operation} ${from}`).join();
    const expected = history.genotype_normal_at_A2.map((edge) => edge.join(' ')).join();
    check.check('genotype_normal_at_A2 (differing)', [written === expected ? 0 : 1], [0]);
    const rankings = normal.map((rows) => rankingOf(rows, learnable));
    check.check('same_ranking_run', runLengths(rankings), history.same_ranking_run);
    for (const [patience, name] of RANKING_RULES)
      checkEpoch(name, rankingStop(rankings, patience)?.stopEpoch, history[name], check);
  }
  check.unsupported.push('min_gap: how close logits of one edge come, a property of the recorded input');
  for (const tensor of input.unused()) check.problems.push(`input tensor "${tensor}" was not used`);
}

/** Ten unchanged transitions are eleven equal rankings. */
const RANKING_RULES = [
  [5, 'ruleB_same_for_5_epochs'],
  [10, 'ruleB_same_for_10_epochs'],
  [11, 'ruleB_10_unchanged_transitions'],
] as const;

function checkEpoch(
  name: string,
  found: number | undefined,
  expected: number | null,
  check: Comparison,
): void {
  check.check(name, [found ?? -1], [expected ?? -1]);
}

/** For each epoch, for how many epochs up to it the ranking has been the same: the longest patience it satisfies. */
function runLengths(rankings: readonly string[]): number[] {
  return rankings.map((_, epoch) => {
    const upTo = rankings.slice(0, epoch + 1);
    const lengths = upTo.map((__, length) => length + 1);
    return lengths.findLast((length) => rankingStop(upTo.slice(-length), length)) ?? 0;
  });
}

/** [epochs, edges, operations] */
function matrices(input: GoldenTensors, name: string): number[][][] {
  const [epochs = 0, edges = 0, operations = 0] = input.get(name).shape;
  const data = input.data(name);
  return Array.from({ length: epochs }, (_, e) =>
    Array.from({ length: edges }, (__, edge) => {
      const from = (e * edges + edge) * operations;
      return [...data.slice(from, from + operations)];
    }),
  );
}
