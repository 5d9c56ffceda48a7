/** Several runs' values of a quantity as one cell: mean and how far they are apart, with n. */
import { max, min } from 'simple-statistics';
import { measured } from '../../../src-shared/run/events.ts';
import { aggregate } from '../../../src-shared/stats/aggregate.ts';
import { meanStd, quantity } from '../../lib/format.ts';

export const SPREADS = ['std', 'sem', 'range'] as const;
export type Spread = (typeof SPREADS)[number];

export const SPREAD_TITLES: Readonly<Record<Spread, string>> = {
  std: 'mean ± std (n)',
  sem: 'mean ± SEM (n)',
  range: 'mean [min, max] (n)',
};

export interface SpreadOf {
  readonly mean: number;
  /** Sample standard deviation; null for a single value. */
  readonly std: number | null;
  readonly min: number;
  readonly max: number;
  /** Finite values, which the others are taken over. */
  readonly n: number;
  /** Values that are not finite. */
  readonly notFinite: number;
}

/** Mean, spread and count of the finite values; null where there is no value at all. */
export function spreadOf(values: readonly (number | null | undefined)[]): SpreadOf | null {
  const there = values.filter((value) => value !== null && value !== undefined);
  if (there.length === 0) return null;
  const finite = there.filter((value) => Number.isFinite(value));
  const notFinite = there.length - finite.length;
  const found = aggregate(finite);
  if (found === undefined) return { mean: NaN, std: null, min: NaN, max: NaN, n: 0, notFinite };
  return { ...found, min: min(finite), max: max(finite), notFinite };
}

/** As many digits as the range allows, one more than its first. */
function rangeText({ mean, min: low, max: high, n }: SpreadOf): string {
  const digits = high > low ? Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(high - low)))) : 2;
  return `${mean.toFixed(digits)} [${low.toFixed(digits)}, ${high.toFixed(digits)}] (${n})`;
}

/** The text of a cell: `64.1 ± 0.3 (3)`, `64.1 [63.8, 64.5] (3)`, a single value `64.1 (1)`. */
export function spreadText(of: SpreadOf | null, spread: Spread): string {
  if (of === null) return '';
  if (of.n === 0) return '✕ not finite';
  if (of.std === null) return `${quantity(measured(of.mean))} (1)`;
  if (of.std === 0) return `${quantity(measured(of.mean))} ± 0 (${of.n})`;
  if (spread === 'range') return rangeText(of);
  return meanStd(of.mean, spread === 'sem' ? of.std / Math.sqrt(of.n) : of.std, of.n);
}
