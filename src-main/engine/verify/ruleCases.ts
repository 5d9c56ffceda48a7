/** Replays the golden cases that need no network: genotypes, simplex clip, schedules. */
import { z } from 'zod';
import { deriveGenotype } from '../../../src-shared/genotype/derive.ts';
import { CELL_TYPES, SPACE_NAMES, SPACES } from '../../../src-shared/space/spaces.ts';
import {
  cosineLearningRate,
  cutoutProbabilityAt,
  dropPathAt,
  epsilonSchedule,
} from '../../../src-shared/run/schedules.ts';
import { searchConfigSchema, type SearchConfig } from '../../../src-shared/run/config.ts';
import { clipToSimplex } from '../search/simplex.ts';
import type { Precision } from '../tensorflow/graph.ts';
import { GraphBuilder, Session } from '../tensorflow/session.ts';
import type { Comparison } from './comparison.ts';
import { readJson } from './goldenFolder.ts';

const matrix = z.array(z.array(z.number()));
const edges = z.array(z.tuple([z.string(), z.int()]));
const genotypesSchema = z.array(
  z.looseObject({
    space: z.enum(SPACE_NAMES),
    kind: z.string(),
    alpha_normal: matrix,
    alpha_reduce: matrix,
    normal: edges,
    reduce: edges,
  }),
);

/** Every derived genotype must be the recorded one, edge for edge. */
export function replayGenotypes(folder: string, file: string, check: Comparison): void {
  for (const row of genotypesSchema.parse(readJson(folder, file))) {
    const derived = deriveGenotype(SPACES[row.space], { normal: row.alpha_normal, reduce: row.alpha_reduce });
    const wrong = CELL_TYPES.flatMap((type) =>
      row[type].filter(([operation, input], i) => {
        const edge = derived[type][i];
        return edge?.operation !== operation || edge.input !== input;
      }),
    );
    check.check(`${row.space}.${row.kind} (wrong edges)`, [wrong.length], [0]);
  }
}

const clipSchema = z.looseObject({ inputs: matrix, clipped: matrix });

export function replayClip(folder: string, file: string, precision: Precision, check: Comparison): void {
  const { inputs, clipped } = clipSchema.parse(readJson(folder, file));
  const builder = new GraphBuilder(precision);
  const x = builder.input('x', [inputs.length, inputs[0]?.length ?? 0]);
  builder.output('clipped', clipToSimplex(x));
  const session = new Session(builder);
  const result = session.run({ x: Float64Array.from(inputs.flat()) }, ['clipped']);
  session.dispose();
  check.check('clipped', result.clipped, clipped.flat());
}

type Series = (epoch: number, config: SearchConfig) => number;

/** Drop path of an evaluation of DARTS: up to 0.2. */
const DROP_PATH = 0.2;

/** What a recorded series is: its name up to the parameters, and the knobs that those stand for. */
const SCHEDULES: readonly {
  pattern: RegExp;
  knobs: (match: RegExpExecArray) => Partial<SearchConfig>;
  series: Series;
}[] = [
  {
    pattern: /^ms_eps_E(\d+)_e([\d.]+)$/u,
    knobs: ([, epochs, epsilon]) => ({
      method: 'ms-darts',
      epochs: Number(epochs),
      epsilon: Number(epsilon),
    }),
    series: (epoch, config) => epsilonSchedule(config)(epoch),
  },
  {
    pattern: /^sdarts_eps_E(\d+)_e([\d.]+)$/u,
    knobs: ([, epochs, epsilon]) => ({
      method: 'sdarts-rs',
      epochs: Number(epochs),
      epsilon: Number(epsilon),
    }),
    series: (epoch, config) => epsilonSchedule(config)(epoch),
  },
  {
    pattern: /^cosine_lr_E(\d+)_min([\d.]+)$/u,
    knobs: ([, epochs, least]) => ({ epochs: Number(epochs), learningRateMin: Number(least) }),
    series: (epoch, config) => cosineLearningRate(config, epoch),
  },
  {
    pattern: /^cutout_prob_intended_E(\d+)$/u,
    knobs: ([, epochs]) => ({ epochs: Number(epochs), cutout: 'ramp' }),
    series: (epoch, config) => cutoutProbabilityAt(config, epoch),
  },
  {
    pattern: /^eval_drop_path_E(\d+)$/u,
    knobs: ([, epochs]) => ({ epochs: Number(epochs) }),
    series: (epoch, { epochs }) => dropPathAt({ dropPath: DROP_PATH, epochs }, epoch),
  },
];

export function replaySchedules(folder: string, file: string, check: Comparison): void {
  const recorded = z.record(z.string(), z.array(z.number())).parse(readJson(folder, file));
  for (const [name, values] of Object.entries(recorded)) {
    const known = SCHEDULES.map((each) => ({ ...each, match: each.pattern.exec(name) })).find(
      ({ match }) => match,
    );
    if (!known?.match) {
      check.unsupported.push(name);
      continue;
    }
    const config = searchConfigSchema.parse(known.knobs(known.match));
    check.check(
      name,
      values.map((_, epoch) => known.series(epoch, config)),
      values,
    );
  }
}
