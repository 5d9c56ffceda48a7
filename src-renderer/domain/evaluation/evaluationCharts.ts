/** The small charts of an evaluation, as one table. */
import { measured, measuredValue, type Measured } from '../../../src-shared/run/events.ts';
import type { EvalConfig } from '../../../src-shared/run/evalConfig.ts';
import type { ChartSeries } from '../../lib/chart/spec.ts';
import { quantity } from '../../lib/format.ts';
import {
  always,
  COLOURS,
  epochAxis,
  line,
  shownCharts,
  type RunChart,
  type ShownChart,
} from '../run/chartParts.ts';
import type { RunHistory, TestedRecord } from '../run/runHistory.ts';
import { accuracyText, partOf, type Measure } from './accuracy.ts';

export interface EvaluationContext {
  readonly config: EvalConfig;
  readonly history: RunHistory;
  readonly measure: Measure;
}

type EvaluationChart = RunChart<EvaluationContext, TestedRecord>;
type Read = (event: TestedRecord['event']) => Measured | undefined;

const heldOut = ({ holdOut }: EvalConfig): boolean => holdOut > 0;

/** Training, test, and where images are held out, validation. */
function curves(
  { config, history: { tested } }: EvaluationContext,
  read: { readonly train: Read; readonly test: Read; readonly validation: Read },
): ChartSeries[] {
  const of = (name: string, colour: string, value: Read): ChartSeries =>
    line(name, colour, tested, ({ event }) => value(event));
  return [
    of('training', COLOURS.train, read.train),
    ...(heldOut(config) ? [of('validation', COLOURS.gap, read.validation)] : []),
    of('test', COLOURS.validation, read.test),
  ];
}

const curvesNote = ({ config }: EvaluationContext): string =>
  heldOut(config) ? 'training / validation / test' : 'training / test';

/** A part of one in percent, as accuracy or error. */
const shown =
  (measure: Measure, read: Read): Read =>
  (event) => {
    const value = read(event);
    return value === undefined ? undefined : measured(100 * partOf(measuredValue(value), measure));
  };

const loss: EvaluationChart = {
  title: 'Loss',
  shown: always,
  spec: (context) => ({
    title: 'Loss',
    x: epochAxis(context.config.epochs),
    y: { label: 'cross entropy, nat' },
    series: curves(context, {
      train: (event) => event.trainLoss,
      test: (event) => event.testLoss,
      validation: (event) => event.validationLoss,
    }),
  }),
  value: ({ event }) => `${quantity(event.trainLoss)} / ${quantity(event.testLoss)}`,
  note: (context) =>
    curvesNote(context) + (context.config.auxiliary ? ' · training: with the auxiliary loss' : ''),
  steps: [
    { name: 'step.loss', title: 'weight step', colour: COLOURS.train, factor: 1 },
    { name: 'step.auxiliaryLoss', title: 'auxiliary head', colour: COLOURS.gap, factor: 1 },
  ],
};

const top1: EvaluationChart = {
  title: 'Top-1',
  shown: always,
  spec: (context) => ({
    title: `Top-1 ${context.measure}`,
    x: epochAxis(context.config.epochs),
    y: { label: `top-1 ${context.measure}, %` },
    series: curves(context, {
      train: shown(context.measure, (event) => event.trainAccuracy),
      test: shown(context.measure, (event) => event.testAccuracy),
      validation: shown(context.measure, (event) => event.validationAccuracy),
    }),
  }),
  value: ({ event }, { measure }) => accuracyText(event.testAccuracy, measure),
  note: (context) => `${context.measure} · ${curvesNote(context)}`,
  steps: [
    { name: 'step.accuracy', title: 'accuracy of the weight step', colour: COLOURS.train, factor: 100 },
  ],
};

const top5: EvaluationChart = {
  title: 'Top-5',
  shown: always,
  spec: (context) => ({
    title: `Top-5 ${context.measure} on the test set`,
    x: epochAxis(context.config.epochs),
    y: { label: `top-5 ${context.measure}, %` },
    series: [
      line('test', COLOURS.validation, context.history.tested, ({ event }) =>
        shown(context.measure, (of) => of.testTop5)(event),
      ),
    ],
  }),
  value: ({ event }, { measure }) => accuracyText(event.testTop5, measure),
  note: ({ measure }) => `${measure} on the test set`,
  steps: [],
};

interface SingleLook {
  readonly title: string;
  readonly label: string;
  readonly colour: string;
  readonly note: string;
  readonly read: (event: TestedRecord['event']) => number;
  readonly steps?: EvaluationChart['steps'];
  readonly shown?: EvaluationChart['shown'];
}

/** A chart of one line from zero. */
function single({
  title,
  label,
  colour,
  note,
  read,
  steps = [],
  shown: when = always,
}: SingleLook): EvaluationChart {
  return {
    title,
    shown: when,
    spec: (context) => ({
      title,
      x: epochAxis(context.config.epochs),
      y: { label, min: 0 },
      series: [line(title.toLowerCase(), colour, context.history.tested, ({ event }) => read(event))],
    }),
    value: ({ event }) => quantity(read(event)),
    note: () => note,
    steps,
  };
}

const STEP_LOOK = { colour: COLOURS.guide, factor: 1 } as const;

export const EVALUATION_CHARTS = {
  loss,
  top1,
  top5,
  learningRate: single({
    title: 'Learning rate',
    label: 'learning rate',
    colour: COLOURS.lambda,
    note: 'SGD, in the epoch',
    read: ({ learningRate }) => learningRate,
    steps: [{ name: 'step.learningRate', title: 'learning rate', ...STEP_LOOK }],
  }),
  dropPath: single({
    title: 'Drop path',
    label: 'probability',
    colour: COLOURS.gap,
    note: 'probability in the epoch',
    read: ({ dropPath }) => dropPath,
    shown: (config) => config.dropPath > 0,
  }),
  speed: single({
    title: 'Images/s',
    label: 'training images per second',
    colour: COLOURS.normal,
    note: 'training images per second of step time',
    read: ({ imagesPerSecond }) => imagesPerSecond,
    steps: [{ name: 'step.seconds', title: 's a step', ...STEP_LOOK }],
  }),
  dataWait: single({
    title: 'Data wait',
    label: 'part of the epoch, %',
    colour: COLOURS.reduce,
    note: '% of the epoch that waited for images',
    read: ({ dataWait, seconds }) => (seconds > 0 ? (100 * dataWait) / seconds : 0),
    steps: [{ name: 'step.dataWait', title: 'wait, s a step', ...STEP_LOOK }],
  }),
} as const satisfies Record<string, EvaluationChart>;

/** The charts that an evaluation has. */
export function evaluationCharts(context: EvaluationContext): ShownChart[] {
  const table = Object.entries(EVALUATION_CHARTS).map(([id, chart]): [string, EvaluationChart] => [
    id,
    chart,
  ]);
  return shownCharts(table, context, context.history.tested);
}
