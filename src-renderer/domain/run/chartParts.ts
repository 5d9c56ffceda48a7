/** What the charts of a run are made of. */
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import { measuredValue, type Measured } from '../../../src-shared/run/events.ts';
import { totalEpochs } from '../../../src-shared/run/stages.ts';
import type { ChartPoint, ChartSeries, ChartSpec } from '../../lib/chart/spec.ts';
import { stageMarks } from './stageMarks.ts';
import type { EpochEntry, EpochRecord, RunHistory } from './runHistory.ts';

/** What the charts of a search are drawn from. */
export interface ChartContext {
  readonly config: SearchConfig;
  readonly history: RunHistory;
  /** Length of the mean shift over the steps, by series name; x in epochs. */
  readonly shift: ReadonlyMap<string, readonly ChartPoint[]>;
}

/** A series that the host keeps for every step, for the large chart. */
export interface StepCurve {
  readonly name: string;
  readonly title: string;
  readonly colour: string;
  /** From what is stored to what is shown. */
  readonly factor: number;
}

/** A chart of a kind of run: of a search, unless told. */
export interface RunChart<
  C extends { readonly config: unknown } = ChartContext,
  R extends EpochEntry = EpochRecord,
> {
  readonly title: string;
  readonly shown: (config: C['config']) => boolean;
  readonly spec: (context: C) => ChartSpec;
  /** The values at an epoch, beside the title. */
  readonly value: (record: R, context: C) => string;
  /** Under the chart: what the lines are. */
  readonly note: (context: C) => string;
  readonly steps: readonly StepCurve[];
  /** x of the cursor for an epoch; the epoch itself where absent. */
  readonly cursor?: (record: R, context: C) => number;
}

/** A chart with what it is drawn from: whoever shows it knows neither the kind of run nor its records. */
export interface ShownChart {
  readonly id: string;
  readonly title: string;
  readonly spec: () => ChartSpec;
  readonly note: () => string;
  readonly steps: readonly StepCurve[];
  /** x counts epochs. */
  readonly overEpochs: boolean;
  /** At the record of an index among those of the run: its epoch, the values, x of the cursor. */
  readonly at: (index: number) => { readonly epoch: number; readonly value: string; readonly cursor: number };
}

/** The charts of a table that a run has, with what they are drawn from. */
export function shownCharts<C extends { readonly config: unknown }, R extends EpochEntry>(
  table: readonly (readonly [id: string, chart: RunChart<C, R>])[],
  context: C,
  records: readonly R[],
): ShownChart[] {
  return table
    .filter(([, chart]) => chart.shown(context.config))
    .map(([id, { title, spec, note, steps, value, cursor }]) => ({
      id,
      title,
      spec: () => spec(context),
      note: () => note(context),
      steps,
      overEpochs: cursor === undefined,
      at(index) {
        const record = records[index]!;
        const { epoch } = record.event;
        return { epoch, value: value(record, context), cursor: cursor?.(record, context) ?? epoch };
      },
    }));
}

/** After Okabe and Ito, as the operations; here they tell lines apart. */
export const COLOURS = {
  train: '#0072b2',
  validation: '#e69f00',
  lambda: '#56b4e9',
  gap: '#cc79a7',
  normal: '#009e73',
  reduce: '#d55e00',
  guide: '#8b93a1',
} as const;

/** For charts that every run has. */
export const always = (): boolean => true;

/** A quantity over epochs; epochs without it have no point. */
export function line<R extends EpochEntry>(
  name: string,
  colour: string,
  epochs: readonly R[],
  value: (record: R) => Measured | undefined,
  factor = 1,
): ChartSeries {
  const points = epochs.flatMap((record) => {
    const y = value(record);
    return y === undefined ? [] : [{ x: record.event.epoch, y: factor * measuredValue(y) }];
  });
  return { name, colour, points };
}

/** All charts over epochs have the same x-axis, so that one cursor moves through them. */
export function epochAxis(planned: number): ChartSpec['x'] {
  return { label: 'epoch', min: 0, max: Math.max(1, planned - 1) };
}

/** What charts over the epochs of a search share: the axis, and where its stages begin. */
export function searchEpochs({ config }: { readonly config: SearchConfig }): Pick<ChartSpec, 'x' | 'marks'> {
  return { x: epochAxis(totalEpochs(config)), marks: stageMarks(config) };
}
