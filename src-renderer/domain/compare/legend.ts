/** The numbers beside a chart: where each curve ended, its best value and when, and its value at the best epoch. */
import type { Curve, RunSummary } from '../../../src-shared/contract/runs.ts';
import { measured, measuredValue } from '../../../src-shared/run/events.ts';
import { quantity } from '../../lib/format.ts';
import { spreadOf, spreadText } from '../tables/spread.ts';
import { isStepSeries, seriesLook, type SeriesName } from './seriesTable.ts';
import type { Subject } from './subjects.ts';

export interface CurveFacts {
  readonly last: number;
  /** The better end of the curve; the largest value where neither is better. */
  readonly best: number;
  /** Epoch of `best`, from 0; null where it is not known. */
  readonly bestEpoch: number | null;
  /** Value at the epoch of the run's best accuracy; null for series of steps. */
  readonly atBestEpoch: number | null;
}

/** The heading of the column `best`. */
export function extremeTitle(series: SeriesName): string {
  return { high: 'best', low: 'least', none: 'largest' }[seriesLook(series).better ?? 'none'];
}

/** Facts of one run's raw curve, in the units it is shown in; undefined without a point. */
export function curveFacts(
  series: SeriesName,
  run: RunSummary,
  points: Curve['points'],
): CurveFacts | undefined {
  const { factor, better } = seriesLook(series);
  const values = points.map(({ epoch, value }) => ({ epoch, value: factor * measuredValue(value) }));
  const last = values.at(-1);
  if (last === undefined) return undefined;
  const sign = better === 'low' ? -1 : 1;
  const finite = values.filter(({ value }) => Number.isFinite(value));
  const best = finite.reduce(
    (top, point) => (sign * point.value > sign * top.value ? point : top),
    finite[0] ?? last,
  );
  const atBest = isStepSeries(series)
    ? undefined
    : values.find(({ epoch }) => epoch !== null && epoch === run.bestEpoch);
  return { last: last.value, best: best.value, bestEpoch: best.epoch, atBestEpoch: atBest?.value ?? null };
}

export interface LegendRow {
  readonly key: string;
  readonly label: string;
  /** Method with what it is composed with; runs of one subject differ in their seed alone. */
  readonly method: string;
  /** Seeds of its runs. */
  readonly seeds: string;
  readonly n: number;
  readonly last: string;
  readonly best: string;
  readonly atBestEpoch: string;
}

/** One number as it is, several as mean ± std (n); those that are not finite stay visible. */
export function valuesText(values: readonly (number | null | undefined)[]): string {
  const [first] = values;
  if (values.length === 1 && first !== null && first !== undefined) return quantity(measured(first));
  const of = spreadOf(values);
  if (of === null) return '—';
  const lost = of.n === 0 || of.notFinite === 0 ? '' : ` ✕ ${of.notFinite} not finite`;
  return `${spreadText(of, 'std')}${lost}`;
}

/** The row of each subject. */
export function legendRows(
  series: SeriesName,
  subjects: readonly Subject[],
  curves: ReadonlyMap<string, Curve>,
): LegendRow[] {
  return subjects.map(({ key, label, runs }) => {
    const facts = runs.map((run) => curveFacts(series, run, curves.get(run.id)?.points ?? []));
    const single = facts.length === 1 ? facts[0] : undefined;
    const epoch = single === undefined || single.bestEpoch === null ? '' : ` @ ${single.bestEpoch}`;
    return {
      key,
      label,
      method: runs[0]?.methodLabel ?? '',
      seeds: runs.map(({ seed }) => seed).join(', '),
      n: runs.length,
      last: valuesText(facts.map((fact) => fact?.last)),
      best: valuesText(facts.map((fact) => fact?.best)) + epoch,
      atBestEpoch: valuesText(facts.map((fact) => fact?.atBestEpoch)),
    };
  });
}
