/** Mean ± sample standard deviation (n) over runs that differ in their seed. */
import { mean, sampleStandardDeviation } from 'simple-statistics';
import { meanStd } from '../../lib/format.ts';

export interface Aggregate {
  readonly mean: number;
  /** null for a single value. */
  readonly std: number | null;
  readonly n: number;
}

/** Over the values that are there; null where there is none. One that is not finite makes the mean not finite. */
export function aggregate(values: readonly (number | null)[]): Aggregate | null {
  const there = values.filter((value) => value !== null);
  if (there.length === 0) return null;
  const std = there.length === 1 ? null : sampleStandardDeviation(there);
  return { mean: mean(there), std, n: there.length };
}

/** `64.1 ± 0.3 % (3)`; what is not finite stays visible. */
export function aggregateText(value: Aggregate | null, unit: string): string {
  if (value === null) return '—';
  if (!Number.isFinite(value.mean)) return `✕ ${String(value.mean)} (${value.n})`;
  const text = meanStd(value.mean, value.std, value.n);
  return unit === '' ? text : text.replace(' (', `${unit} (`);
}
