/** Where a step stands on the x-axis: steps, epochs or hours. */
import type { Curve, RunSummary, SeriesPoint } from '../../../src-shared/contract/runs.ts';
import { measuredValue } from '../../../src-shared/run/events.ts';
import type { XAxis } from './choice.ts';
import { isStepSeries, type SeriesName } from './seriesTable.ts';

/** The hours a run had worked at the ends of its epochs, pauses not counted. */
export type Hours = readonly { readonly step: number; readonly hours: number }[];

/** The sums of the series `epoch.seconds`. */
export function hoursOf(seconds: Curve['points']): Hours {
  let total = 0;
  return seconds.map(({ step, value }) => {
    const measured = measuredValue(value);
    total += Number.isFinite(measured) ? measured : 0;
    return { step, hours: total / 3600 };
  });
}

/** Hours at a step: linear within an epoch, beyond the last one as fast as in it; NaN before there is one. */
export function hoursAt(hours: Hours, step: number): number {
  const next = hours.findIndex((end) => end.step >= step);
  const index = next < 0 ? hours.length - 1 : next;
  const to = hours[index];
  if (to === undefined) return NaN;
  const from = hours[index - 1] ?? { step: 0, hours: 0 };
  const span = to.step - from.step;
  return span === 0 ? to.hours : from.hours + ((step - from.step) / span) * (to.hours - from.hours);
}

const LABELS: Readonly<Record<XAxis, string>> = {
  epoch: 'epoch',
  step: 'weight step',
  hours: 'hours of training, without pauses',
};

/** The label of the axis; a series of steps counts epochs that are done, one of epochs names them from 0. */
export function xLabel(x: XAxis, series: SeriesName): string {
  return x === 'epoch' && isStepSeries(series) ? 'epochs done' : LABELS[x];
}

type At = Pick<SeriesPoint, 'step' | 'epoch'>;

/** The x of a run's points. */
export function clockOf(
  x: XAxis,
  series: SeriesName,
  run: RunSummary,
  hours: Hours = [],
): (point: At) => number {
  if (x === 'hours') return ({ step }) => hoursAt(hours, step);
  if (x === 'step') return ({ step }) => step;
  const perEpoch = run.stepsPerEpoch;
  if (isStepSeries(series) && perEpoch !== null && perEpoch > 0) return ({ step }) => step / perEpoch;
  return ({ epoch, step }) => epoch ?? step;
}
