/** The small charts of a search, as one table: what each draws, says at an epoch, and which step series it can show. */
import { COLLAPSE_SKIPS } from '../../../src-shared/stats/cellMetrics.ts';
import { measured, measuredValue, type Measured } from '../../../src-shared/run/events.ts';
import { OPERATION_TENSOR } from '../../../src-shared/nasbench/spaces.ts';
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import { SEARCH_SPACES } from '../../../src-shared/space/searchSpaces.ts';
import { cellSpaceOf } from '../../../src-shared/space/spaceOf.ts';
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

const ofCells = ({ space }: SearchConfig): boolean => SEARCH_SPACES[space].kind === 'cell';
const ofNodes = (config: SearchConfig): boolean => !ofCells(config);

const CELL_SHIFTS: readonly StepCurve[] = [
  { name: 'step.shiftNormal', title: '‖ΔA‖ normal', colour: COLOURS.normal, factor: 1 },
  { name: 'step.shiftReduce', title: '‖ΔA‖ reduction', colour: COLOURS.reduce, factor: 1 },
];

/** In a space with operations on nodes. */
const NODE_SHIFTS: readonly StepCurve[] = [
  { name: 'step.shiftOperations', title: '‖ΔA‖ operations', colour: COLOURS.normal, factor: 1 },
  { name: 'step.shiftInputs', title: '‖ΔA‖ parents of nodes', colour: COLOURS.reduce, factor: 1 },
  { name: 'step.shiftOutput', title: '‖ΔA‖ parents of the output', colour: COLOURS.gap, factor: 1 },
];

/** The curves of the mean shift that a search has. */
export function shiftCurves(config: SearchConfig): readonly StepCurve[] {
  if (config.method !== 'ms-darts') return [];
  return ofCells(config) ? CELL_SHIFTS : NODE_SHIFTS;
}

/** The last point at or before the end of an epoch. */
function shiftAt(points: readonly ChartPoint[] | undefined, epoch: number): Measured | undefined {
  const point = points?.findLast(({ x }) => x <= epoch + 1e-9);
  return point === undefined ? undefined : measured(point.y);
}

const shiftChart = (curves: readonly StepCurve[]): RunChart => ({
  title: 'Mean shift',
  shown: (config) => shiftCurves(config) === curves,
  spec: (context) => ({
    title: 'Length of the mean shift',
    ...searchEpochs(context),
    y: { label: '‖ΔA‖, Frobenius', min: 0 },
    series: [
      ...curves.map(({ name, title, colour }) => ({
        name: title,
        colour,
        points: context.shift.get(name) ?? [],
      })),
      { ...line('ε', COLOURS.guide, context.history.epochs, ({ event }) => event.epsilon), dashed: true },
    ],
  }),
  value: ({ event }, context) =>
    curves
      .slice(0, 2)
      .map(({ name }) => quantity(shiftAt(context.shift.get(name), event.epoch)))
      .join(' / '),
  note: ({ config, history }) => `dashed ε · ${bandwidthText(config, history.lastStep?.shift)}`,
  steps: curves,
});

const entropy: RunChart = {
  title: 'Entropy of A',
  shown: ofCells,
  spec: (context) => ({
    title: 'Mean entropy of the rows of A',
    ...searchEpochs(context),
    y: {
      label: 'entropy, nat',
      min: 0,
      max: Math.log(operationsPerEdge(cellSpaceOf(context.config))) * 1.04,
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

/** Mean over the nodes whose parents are searched. */
function inputEntropy({ event: { entropy: of } }: EpochRecord): Measured | undefined {
  const inputs = Object.entries(of).flatMap(([name, value]) =>
    name.startsWith('inputs.') ? [measuredValue(value)] : [],
  );
  return inputs.length === 0
    ? undefined
    : measured(inputs.reduce((sum, each) => sum + each, 0) / inputs.length);
}

const nodeEntropy: RunChart = {
  title: 'Entropy of A',
  shown: ofNodes,
  spec: (context) => ({
    title: 'Entropy of the mixing weights A',
    ...searchEpochs(context),
    y: { label: 'entropy, nat', min: 0 },
    series: [
      line(
        'operations',
        COLOURS.normal,
        context.history.epochs,
        ({ event }) => event.entropy[OPERATION_TENSOR],
      ),
      line('parents of nodes', COLOURS.reduce, context.history.epochs, inputEntropy),
      line(
        'parents of the output',
        COLOURS.gap,
        context.history.epochs,
        ({ event }) => event.entropy['output'],
      ),
    ],
  }),
  value: (record) => pair(record.event.entropy[OPERATION_TENSOR], inputEntropy(record)),
  note: () => 'operations / parents · 0: one-hot',
  steps: [],
};

const skips: RunChart = {
  title: 'Skip connections',
  shown: ofCells,
  spec: (context) => ({
    title: 'Skip connections in the genotype',
    ...searchEpochs(context),
    y: { label: 'edges of 8', min: 0, max: 8 },
    lines: [{ y: COLLAPSE_SKIPS, label: `warns from ${COLLAPSE_SKIPS}` }],
    series: [
      {
        ...line('reduction', COLOURS.reduce, context.history.epochs, ({ event }) => event.skips?.reduce),
        stepped: true,
      },
      {
        ...line('normal', COLOURS.normal, context.history.epochs, ({ event }) => event.skips?.normal),
        stepped: true,
      },
    ],
  }),
  value: ({ event }) => pair(event.skips?.normal, event.skips?.reduce),
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

const shift = shiftChart(CELL_SHIFTS);
const nodeShift = shiftChart(NODE_SHIFTS);

export const RUN_CHARTS = {
  lambda,
  loss,
  accuracy,
  discretisation,
  shift,
  nodeShift,
  entropy,
  nodeEntropy,
  skips,
  distance,
};

export const RUN_CHART_IDS = [
  'lambda',
  'loss',
  'accuracy',
  'discretisation',
  'shift',
  'nodeShift',
  'entropy',
  'nodeEntropy',
  'skips',
  'distance',
] as const satisfies readonly (keyof typeof RUN_CHARTS)[];

/** The charts that a search has. */
export function searchCharts(context: ChartContext): ShownChart[] {
  const table = RUN_CHART_IDS.map((id): [string, RunChart] => [id, RUN_CHARTS[id]]);
  return shownCharts(table, context, context.history.epochs);
}
