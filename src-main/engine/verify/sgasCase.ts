/** Replays the decisions of SGAS on recorded histories of alphas, epoch by epoch. */
import { z } from 'zod';
import type { Genotype } from '../../../src-shared/genotype/types.ts';
import {
  CELL_EDGES,
  CELL_TYPES,
  type CellType,
  EDGES,
  type Space,
  SPACES,
} from '../../../src-shared/space/spaces.ts';
import { type EdgeChoice } from '../methods/edgeChoices.ts';
import { decide, grownBatch, sgasGenotype, type SgasState, startSgas } from '../methods/sgas/decisions.ts';
import { type EdgeScores, edgeScores } from '../methods/sgas/scores.ts';
import { type PerCell, perCell } from '../supernet/perCell.ts';
import type { Comparison } from './comparison.ts';
import { type GoldenCase, GoldenTensors, openGoldenFolder, readJson } from './goldenFolder.ts';
import { checkEdges, genotypeSchema } from './genotypeEdges.ts';

const sgasSchema = z.looseObject({
  epochs: z.int(),
  warmup_dec_epoch: z.int(),
  decision_freq: z.int(),
  n_histories: z.int(),
  primitives: z.array(z.string()),
  files: z.looseObject({ in: z.string(), out: z.string() }),
});
type SgasCase = z.infer<typeof sgasSchema>;
const CRITERIA = [1, 2] as const;
type Criterion = (typeof CRITERIA)[number];

/** Alphas of a history, one entry an epoch. */
type Alphas = PerCell<number[][]>;

function historyOf(input: GoldenTensors, history: number, { epochs }: SgasCase, space: Space): Alphas[] {
  const columns = space.operations.normal[0]!.length;
  const recorded = perCell((type) => input.data(`h${history}.${type}`));
  const row = (type: CellType, start: number): number[] => [...recorded[type].slice(start, start + columns)];
  return Array.from({ length: epochs }, (_, epoch) =>
    perCell((type) => CELL_EDGES.map((_edge, edge) => row(type, (epoch * EDGES + edge) * columns))),
  );
}

function knobsOf({ warmup_dec_epoch, decision_freq }: SgasCase, sgasCriterion: Criterion) {
  return { sgasCriterion, sgasStart: warmup_dec_epoch, sgasEvery: decision_freq };
}

/** How the recording writes a choice: −1 open, 0 pruned (the column of `none`), else the operation. */
function recordedChoice(choice: EdgeChoice): number {
  return typeof choice === 'number' ? choice : choice === 'open' ? -1 : 0;
}

/** The recorded quantities of one epoch and cell, by name. */
function quantities(scores: EdgeScores, choices: readonly EdgeChoice[]): Readonly<Record<string, number[]>> {
  const { importance, certainty, stability, normalised, score } = scores;
  return {
    score: [...score],
    selected: choices.map(recordedChoice),
    candidate: choices.map((choice) => Number(choice === 'open')),
    importance: [...importance],
    certainty: [...certainty],
    norm_importance: [...normalised.importance],
    norm_certainty: [...normalised.certainty],
    ...(stability ? { stability: [...stability] } : {}),
    ...(normalised.stability ? { norm_stability: [...normalised.stability] } : {}),
  };
}

/** Scores and choices of every epoch, as recorded for the first histories; the choices alone for all. */
export function replaySgas(folder: string, golden: GoldenCase, check: Comparison): void {
  const recorded = sgasSchema.parse(golden);
  const space = spaceWith(recorded.primitives);
  const input = new GoldenTensors(folder, recorded.files.in);
  const output = new GoldenTensors(folder, recorded.files.out);
  for (let history = 0; history < recorded.n_histories; history++) {
    const epochs = historyOf(input, history, recorded, space);
    for (const criterion of CRITERIA) {
      let state = startSgas(space);
      const series: Record<string, number[]> = {};
      epochs.forEach((alphas, epoch) => {
        const before = state.history;
        state = decide(state, { space, alphas, epoch, knobs: knobsOf(recorded, criterion) }).state;
        for (const type of CELL_TYPES) {
          const scores = edgeScores(
            space.operations[type],
            alphas[type],
            criterion === 2 ? before[type] : undefined,
          );
          for (const [name, values] of Object.entries(quantities(scores, state.choices[type])))
            (series[`h${history}.cri${criterion}.${type}.${name}`] ??= []).push(...values);
        }
      });
      for (const [name, values] of Object.entries(series))
        if (output.has(name)) check.check(name, values, output.data(name));
    }
  }
  check.problems.push(...[...input.unused(), ...output.unused()].map((name) => `${name} was not compared`));
}

const decisionSchema = z.strictObject({
  epoch: z.int(),
  cell: z.enum(CELL_TYPES),
  edge: z.int(),
  op: z.int(),
  op_name: z.string(),
  pruned: z.array(z.int()),
});
const decisionsSchema = z.array(
  z.strictObject({
    history: z.int(),
    criterion: z.literal(CRITERIA),
    decisions: z.array(decisionSchema),
    f32_same: z
      .boolean()
      .describe('whether the authors decide the same in float32: says nothing of the rule'),
    final: genotypeSchema,
    genotype_by_epoch: z.record(z.string(), genotypeSchema),
    batch_size_after: z.array(z.int()),
  }),
);
/** Images in the authors' first batch, and how many more each decision brings. */
const BATCH = { batch: 64, sgasBatchGrowth: 8 };

/** Decisions, batch sizes and genotypes of the histories, whose alphas stand in the case of kind `sgas`. */
export function replaySgasDecisions(folder: string, golden: GoldenCase, check: Comparison): void {
  const { files } = z.looseObject({ files: z.looseObject({ json: z.string() }) }).parse(golden);
  const alphasCase = Object.values(openGoldenFolder(folder).cases).find(({ kind }) => kind === 'sgas');
  if (!alphasCase) {
    check.unsupported.push(
      'decisions: the alphas stand in a case of kind "sgas", which is not in this folder',
    );
    return;
  }
  const recorded = sgasSchema.parse(alphasCase);
  const space = spaceWith(recorded.primitives);
  const input = new GoldenTensors(folder, recorded.files.in);
  for (const expected of decisionsSchema.parse(readJson(folder, files.json))) {
    const epochs = historyOf(input, expected.history, recorded, space);
    const found = decisionsIn(space, epochs, knobsOf(recorded, expected.criterion));
    const name = `h${expected.history}.cri${expected.criterion}`;
    check.check(`${name}.decisions`, found.decisions.flat(), expected.decisions.flatMap(numbersOf));
    const names = expected.decisions.filter(
      ({ cell, edge, op, op_name }) => space.operations[cell][edge]![op] !== op_name,
    );
    check.check(`${name}.op_name (wrong names)`, [names.length], [0]);
    check.check(`${name}.batch_size_after`, found.batches, expected.batch_size_after);
    for (const [epoch, genotype] of Object.entries(expected.genotype_by_epoch))
      checkEdges(check, `${name}.genotype`, found.genotypes[Number(epoch)]!, genotype);
    checkEdges(check, `${name}.final`, found.genotypes.at(-1)!, expected.final);
  }
}

/** A decision as numbers: epoch, cell type, edge, operation, how many edges were pruned and which. */
function numbersOf(decision: {
  epoch: number;
  cell: CellType;
  edge: number;
  op: number;
  pruned: readonly number[];
}): number[] {
  const { epoch, cell, edge, op, pruned } = decision;
  return [epoch, CELL_TYPES.indexOf(cell), edge, op, pruned.length, ...pruned];
}

interface Found {
  readonly decisions: number[][];
  readonly batches: number[];
  readonly genotypes: Genotype[];
}

function decisionsIn(space: Space, epochs: readonly Alphas[], knobs: ReturnType<typeof knobsOf>): Found {
  const found: Found = { decisions: [], batches: [], genotypes: [] };
  let state: SgasState = startSgas(space);
  epochs.forEach((alphas, epoch) => {
    const { state: next, decisions } = decide(state, { space, alphas, epoch, knobs });
    state = next;
    found.decisions.push(
      ...decisions.map(({ operation, ...rest }) => numbersOf({ epoch, op: operation, ...rest })),
    );
    if (decisions.length > 0) found.batches.push(grownBatch(state, BATCH));
    found.genotypes.push(sgasGenotype(space, alphas, state));
  });
  return found;
}

/** S5, the space of the recording; refused where it lists other operations. */
function spaceWith(primitives: readonly string[]): Space {
  z.literal(SPACES.s5.operations.normal[0]!.join()).parse(primitives.join());
  return SPACES.s5;
}
