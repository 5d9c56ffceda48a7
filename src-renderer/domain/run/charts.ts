/** The small charts of a search, as one table: what each draws, says at an epoch, and which step series it can show. */
import { COLLAPSE_SKIPS } from '../../../src-shared/stats/cellMetrics.ts';
import { measured, measuredValue, type Measured } from '../../../src-shared/run/events.ts';
import { spaceOf } from '../../../src-shared/space/spaceOf.ts';
import { CELL_TYPES, operationsPerEdge } from '../../../src-shared/space/spaces.ts';
import type { ChartPoint, ChartSeries } from '../../lib/chart/spec.ts';
import { percent, quantity } from '../../lib/format.ts';
import {
  always,
  COLOURS,
  line,
  searchEpochs,
  shownCharts,
  type ChartContext,
  type RunChart,
  type ShownChart,
  type StepCurve,
} from './chartParts.ts';
import { lambda } from './lambdaChart.ts';
import { recordDistances } from './distances.ts';
import { entropyOf } from './mixing.ts';
import type { EpochRecord } from './runHistory.ts';
import { alphasSince } from './stageMarks.ts';
import { bandwidthText } from './shift.ts';

const pair = (a: Measured | undefined, b: Measured | undefined): string => `${quantity(a)} / ${quantity(b)}`;

function gap({ event }: EpochRecord): number {
  return 100 * (measuredValue(event.validationAccuracy) - measuredValue(event.discreteAccuracy));
}

const loss: RunChart = {
  title: 'Loss',
  shown: always,
  spec: (context) => ({
    title: 'Loss',
    ...searchEpochs(context),
    y: { label: 'cross entropy, nat' },
    series: [
      line('training', COLOURS.train, context.history.epochs, ({ event }) => event.trainLoss),
      line('validation', COLOURS.validation, context.history.epochs, ({ event }) => event.validationLoss),
    ],
  }),
  value: ({ event }) => pair(event.trainLoss, event.validationLoss),
  note: () => 'training / validation',
  steps: [
    { name: 'step.loss', title: 'weight step', colour: COLOURS.train, factor: 1 },
    { name: 'step.alphaLoss', title: 'α step', colour: COLOURS.validation, factor: 1 },
  ],
};

const accuracy: RunChart = {
  title: 'Accuracy',
  shown: always,
  spec: (context) => ({
    title: 'Accuracy',
    ...searchEpochs(context),
    y: { label: 'accuracy, %' },
    series: [
      line('training', COLOURS.train, context.history.epochs, ({ event }) => event.trainAccuracy, 100),
      line(
        'validation',
        COLOURS.validation,
        context.history.epochs,
        ({ event }) => event.validationAccuracy,
        100,
      ),
    ],
  }),
  value: ({ event }) =>
    `${percent(event.trainAccuracy).replace(' %', '')} / ${percent(event.validationAccuracy)}`,
  note: () => 'training / validation',
  steps: [{ name: 'step.accuracy', title: 'weight step', colour: COLOURS.train, factor: 100 }],
};

const discretisation: RunChart = {
  title: 'Discretisation gap',
  shown: always,
  spec: (context) => ({
    title: 'Discretisation gap: validation accuracy of the supernet − of its genotype',
    ...searchEpochs(context),
    y: { label: 'gap, pt' },
    series: [line('gap', COLOURS.gap, context.history.epochs, (record) => measured(gap(record)))],
  }),
  value: (record) => (Number.isFinite(gap(record)) ? `${gap(record).toFixed(1)} pt` : '✕'),
  note: () => 'mixed − one-hot accuracy',
  steps: [],
};

const SHIFT_CURVES: readonly StepCurve[] = [
  { name: 'step.shiftNormal', title: '‖ΔA‖ normal', colour: COLOURS.normal, factor: 1 },
  { name: 'step.shiftReduce', title: '‖ΔA‖ reduction', colour: COLOURS.reduce, factor: 1 },
];

/** The last point at or before the end of an epoch. */
function shiftAt(points: readonly ChartPoint[] | undefined, epoch: number): Measured | undefined {
  const point = points?.findLast(({ x }) => x <= epoch + 1e-9);
  return point === undefined ? undefined : measured(point.y);
}

const shift: RunChart = {
  title: 'Mean shift',
  shown: ({ method }) => method === 'ms-darts',
  spec: (context) => ({
    title: 'Length of the mean shift',
    ...searchEpochs(context),
    y: { label: '‖ΔA‖, Frobenius', min: 0 },
    series: [
      ...SHIFT_CURVES.map(({ name, title, colour }) => ({
        name: title,
        colour,
        points: context.shift.get(name) ?? [],
      })),
      { ...line('ε', COLOURS.guide, context.history.epochs, ({ event }) => event.epsilon), dashed: true },
    ],
  }),
  value: ({ event }, context) =>
    SHIFT_CURVES.map(({ name }) => quantity(shiftAt(context.shift.get(name), event.epoch))).join(' / '),
  note: ({ config, history }) => `dashed ε · ${bandwidthText(config, history.lastStep?.shift)}`,
  steps: SHIFT_CURVES,
};

const entropy: RunChart = {
  title: 'Entropy of A',
  shown: always,
  spec: (context) => ({
    title: 'Mean entropy of the rows of A',
    ...searchEpochs(context),
    y: {
      label: 'entropy, nat',
      min: 0,
      max: Math.log(operationsPerEdge(spaceOf(context.config))) * 1.04,
    },
    series: [
      line('normal', COLOURS.normal, context.history.epochs, (record) => entropyOf(record, 'normal')),
      line('reduction', COLOURS.reduce, context.history.epochs, (record) => entropyOf(record, 'reduce')),
    ],
  }),
  value: (record) => pair(entropyOf(record, 'normal'), entropyOf(record, 'reduce')),
  note: ({ history: { epochs } }) =>
    epochs.some((record) => CELL_TYPES.some((cell) => entropyOf(record, cell) === undefined))
      ? 'none where the weights of an edge do not add up to 1'
      : 'normal / reduction · 0: one-hot',
  steps: [],
};

const skips: RunChart = {
  title: 'Skip connections',
  shown: always,
  spec: (context) => ({
    title: 'Skip connections in the genotype',
    ...searchEpochs(context),
    y: { label: 'edges of 8', min: 0, max: 8 },
    lines: [{ y: COLLAPSE_SKIPS, label: `warns from ${COLLAPSE_SKIPS}` }],
    series: [
      {
        ...line('reduction', COLOURS.reduce, context.history.epochs, ({ event }) => event.skips.reduce),
        stepped: true,
      },
      {
        ...line('normal', COLOURS.normal, context.history.epochs, ({ event }) => event.skips.normal),
        stepped: true,
      },
    ],
  }),
  value: ({ event }) => `${event.skips.normal} / ${event.skips.reduce}`,
  note: () => `normal / reduction · warns from ${COLLAPSE_SKIPS}`,
  steps: [],
};

const distanceCache = new WeakMap<readonly EpochRecord[], ReadonlyMap<number, number>>();

/** ‖α_t − α_last‖ by epoch; computed once for each state of the history, as every move of the cursor asks for it. */
function distances({ config, history: { epochs } }: ChartContext): ReadonlyMap<number, number> {
  const known = distanceCache.get(epochs);
  if (known !== undefined) return known;
  // A stage that began anew is on no way to the alphas of another one.
  const since = alphasSince(config, epochs.at(-1)?.event.epoch ?? 0);
  const way = epochs.filter(({ event }) => event.epoch >= since);
  const made = new Map(recordDistances(way).map(({ epoch, alpha }) => [epoch, alpha]));
  distanceCache.set(epochs, made);
  return made;
}

const distance: RunChart = {
  title: 'Distance of α',
  shown: always,
  spec: (context) => {
    const at = distances(context);
    const over = ({ points, ...rest }: ChartSeries): ChartSeries => ({
      ...rest,
      points: points.flatMap(({ x, y }) => {
        const there = at.get(x);
        return there === undefined ? [] : [{ x: there, y }];
      }),
    });
    const { series } = loss.spec(context);
    return {
      title: 'Losses against the distance of α to its last value',
      x: { label: '‖α_t − α_last‖', min: 0 },
      y: { label: 'cross entropy, nat' },
      series: series.map(over),
    };
  },
  value: ({ event }, context) => quantity(distances(context).get(event.epoch)),
  note: () => 'losses over ‖α − α last‖',
  steps: [],
  cursor: ({ event }, context) => distances(context).get(event.epoch) ?? NaN,
};

export const RUN_CHARTS = { lambda, loss, accuracy, discretisation, shift, entropy, skips, distance };

export const RUN_CHART_IDS = [
  'lambda',
  'loss',
  'accuracy',
  'discretisation',
  'shift',
  'entropy',
  'skips',
  'distance',
] as const satisfies readonly (keyof typeof RUN_CHARTS)[];

/** The charts that a search has. */
export function searchCharts(context: ChartContext): ShownChart[] {
  const table = RUN_CHART_IDS.map((id): [string, RunChart] => [id, RUN_CHARTS[id]]);
  return shownCharts(table, context, context.history.epochs);
}
