/** What the charts of a run are made of. */
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import { measuredValue, type Measured } from '../../../src-shared/run/events.ts';
import type { ChartPoint, ChartSeries, ChartSpec } from '../../lib/chart/spec.ts';
import type { EpochRecord, RunHistory } from './runHistory.ts';

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

export interface RunChart {
  readonly title: string;
  readonly shown: (config: SearchConfig) => boolean;
  readonly spec: (context: ChartContext) => ChartSpec;
  /** The values at an epoch, beside the title. */
  readonly value: (record: EpochRecord, context: ChartContext) => string;
  /** Under the chart: what the lines are. */
  readonly note: (context: ChartContext) => string;
  readonly steps: readonly StepCurve[];
  /** x of the cursor for an epoch; the epoch itself where absent. */
  readonly cursor?: (record: EpochRecord, context: ChartContext) => number;
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

/** For charts that every search has. */
export const always = (): boolean => true;

/** A quantity over epochs; epochs without it have no point. */
export function line(
  name: string,
  colour: string,
  epochs: readonly EpochRecord[],
  value: (record: EpochRecord) => Measured | undefined,
  factor = 1,
): ChartSeries {
  const points = epochs.flatMap((record) => {
    const y = value(record);
    return y === undefined ? [] : [{ x: record.event.epoch, y: factor * measuredValue(y) }];
  });
  return { name, colour, points };
}

/** All charts over epochs have the same x-axis, so that one cursor moves through them. */
export function epochAxis({ config }: ChartContext): ChartSpec['x'] {
  return { label: 'epoch', min: 0, max: Math.max(1, config.epochs - 1) };
}
