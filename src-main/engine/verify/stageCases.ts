/** Replays the stages of P-DARTS, and what P-DARTS and R-DARTS (DP) drop at random in an epoch. */
import { z } from 'zod';
import { searchDropPathAt, skipDropoutAt } from '../../../src-shared/methods/searchDropPath.ts';
import { searchConfigSchema } from '../../../src-shared/run/config.ts';
import { cutoutProbabilityAt } from '../../../src-shared/run/schedules.ts';
import { CELL_TYPES, SPACES } from '../../../src-shared/space/spaces.ts';
import { softmaxRow } from '../../../src-shared/stats/alphaDistance.ts';
import { type FinalStage, pdartsGenotype } from '../methods/pdarts/genotype.ts';
import { type OperationWeights, pruned, startPdarts } from '../methods/pdarts/pruning.ts';
import { perCell } from '../supernet/perCell.ts';
import type { ActiveOperations } from '../supernet/spec.ts';
import type { Comparison } from './comparison.ts';
import { checkEdges, genotypeSchema } from './genotypeEdges.ts';
import { type GoldenCase, readJson } from './goldenFolder.ts';

const matrix = z.array(z.array(z.number()));
const stageSchema = z.strictObject({
  alpha_normal: matrix,
  alpha_reduce: matrix,
  switches_normal: matrix,
  switches_reduce: matrix,
});
const runsSchema = z.array(
  z.strictObject({
    kind: z.string().describe('how the alphas were drawn'),
    stages: z.array(stageSchema),
    genotype: genotypeSchema,
    num_skip: z.int(),
    restrict: z.array(z.strictObject({ max_skip: z.int(), num_skip: z.int(), genotype: genotypeSchema })),
    genotype_M2: genotypeSchema,
  }),
);
/** Operations that an edge keeps after each stage. */
const KEEP = [5, 3, 1];
/** Most skip connections that a cell can have, and the number that the authors advise. */
const ALL_SKIPS = 8;
const ADVISED = 2;

function recordedJson(folder: string, golden: GoldenCase): unknown {
  const { files } = z.looseObject({ files: z.looseObject({ json: z.string() }) }).parse(golden);
  return readJson(folder, files.json);
}

/** Weights [14][K] from logits of the operations that are there, in order. */
function weightsOf(active: readonly (readonly boolean[])[], logits: readonly number[][]): number[][] {
  return active.map((row, edge) => {
    const present = softmaxRow(logits[edge]!)[Symbol.iterator]();
    return row.map((there) => (there ? (present.next().value ?? NaN) : 0));
  });
}

/** Operations left after each stage, the genotype, and those that each limit of skip connections leads to. */
export function replayPdarts(folder: string, golden: GoldenCase, check: Comparison): void {
  const space = SPACES.s5;
  const { primitives, n } = z.looseObject({ primitives: z.array(z.string()), n: z.int() }).parse(golden);
  z.literal(space.operations.normal[0]!.join()).parse(primitives.join());
  const runs = runsSchema.parse(recordedJson(folder, golden));
  check.check('n', [runs.length], [n]);
  runs.forEach((run, index) => {
    const name = `${run.kind}.${index}`;
    let active: ActiveOperations = startPdarts(space);
    let final: Omit<FinalStage, 'skipLimit'> | undefined;
    run.stages.forEach((stage, number) => {
      const weights: OperationWeights = perCell((type) => weightsOf(active[type], stage[`alpha_${type}`]));
      final = { space, active, weights };
      active = pruned(active, { space, weights, keep: KEEP[number]!, last: number === KEEP.length - 1 });
      for (const type of CELL_TYPES)
        check.check(
          `${name}.switches_${type}`,
          active[type].flat().map(Number),
          stage[`switches_${type}`].flat(),
        );
    });
    checkRestrictions(check, name, run, final!);
  });
}

function checkRestrictions(
  check: Comparison,
  name: string,
  run: z.infer<typeof runsSchema>[number],
  final: Omit<FinalStage, 'skipLimit'>,
): void {
  const genotypeAt = (skipLimit: number) => pdartsGenotype({ ...final, skipLimit });
  const skipsAt = (limit: number): number =>
    genotypeAt(limit).normal.filter(({ operation }) => operation === 'skip_connect').length;
  checkEdges(check, `${name}.genotype`, genotypeAt(ALL_SKIPS), run.genotype);
  check.check(`${name}.num_skip`, [skipsAt(ALL_SKIPS)], [run.num_skip]);
  checkEdges(check, `${name}.genotype_M2`, genotypeAt(ADVISED), run.genotype_M2);
  // The authors print a limit's genotype only where the one before has too many skip connections.
  const printed = Array.from({ length: ALL_SKIPS + 1 }, (_, i) => ALL_SKIPS - i).filter(
    (limit) => skipsAt(Math.min(limit + 1, ALL_SKIPS)) > limit,
  );
  check.check(
    `${name}.restrict`,
    printed.flatMap((limit) => [limit, skipsAt(limit)]),
    run.restrict.flatMap(({ max_skip, num_skip }) => [max_skip, num_skip]),
  );
  for (const { max_skip, genotype } of run.restrict)
    checkEdges(check, `${name}.restrict.${max_skip}`, genotypeAt(max_skip), genotype);
}

const pdartsScheduleSchema = z.strictObject({
  epochs: z.int(),
  eps_no_arch: z.int(),
  scale_factor: z.literal(0.2),
  dropout: z.record(z.string(), z.array(z.number())),
  train_arch: z.array(z.boolean()),
});

/** Dropout after skip connections, epoch by epoch, and the epochs that train the alphas. */
export function replayPdartsSchedule(folder: string, golden: GoldenCase, check: Comparison): void {
  const recorded = pdartsScheduleSchema.parse(recordedJson(folder, golden));
  const knobs = { epochs: recorded.epochs, alphaStartEpoch: recorded.eps_no_arch };
  for (const [start, values] of Object.entries(recorded.dropout))
    check.check(
      `dropout.${start}`,
      Array.from({ length: recorded.epochs }, (_, epoch) => skipDropoutAt(Number(start), knobs, epoch)),
      values,
    );
  check.check(
    'train_arch',
    Array.from({ length: recorded.epochs }, (_, epoch) => Number(epoch >= knobs.alphaStartEpoch)),
    recorded.train_arch.map(Number),
  );
}

const dropPathScheduleSchema = z.strictObject({
  epochs: z.int(),
  drop_path_prob: z.number(),
  cutout_prob: z.number(),
  drop: z.array(z.number()),
  cutout: z.array(z.number()),
});

/** Drop path and cutout of R-DARTS (DP), epoch by epoch. */
export function replayRdartsSchedule(folder: string, golden: GoldenCase, check: Comparison): void {
  const recorded = dropPathScheduleSchema.parse(recordedJson(folder, golden));
  const config = searchConfigSchema.parse({
    epochs: recorded.epochs,
    dropPath: recorded.drop_path_prob,
    cutout: 'ramp',
    cutoutProbability: recorded.cutout_prob,
  });
  const series = (at: (epoch: number) => number): number[] =>
    Array.from({ length: recorded.epochs }, (_, e) => at(e));
  check.check(
    'drop',
    series((epoch) => searchDropPathAt(config, epoch)),
    recorded.drop,
  );
  check.check(
    'cutout',
    series((epoch) => cutoutProbabilityAt(config, epoch)),
    recorded.cutout,
  );
}
