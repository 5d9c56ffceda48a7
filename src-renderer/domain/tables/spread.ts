/** Several runs' values of a quantity as one cell: mean and how far they are apart, with n. */
import { max, min } from 'simple-statistics';
import { aggregate, type Aggregate } from '../../../src-shared/stats/aggregate.ts';
import { meanStd } from '../../lib/format.ts';

export const SPREADS = ['std', 'sem', 'range'] as const;
export type Spread = (typeof SPREADS)[number];

export const SPREAD_TITLES: Readonly<Record<Spread, string>> = {
  std: 'mean ± std (n)',
  sem: 'mean ± SEM (n)',
  range: 'mean [min, max] (n)',
};

/** Over the finite values. */
export interface SpreadOf extends Aggregate {
  readonly min: number;
  readonly max: number;
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

/** As many digits as the range, which is not 0, allows: one more than its first. */
function rangeText({ mean, min: low, max: high, n }: SpreadOf): string {
  const digits = Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(high - low))));
  return `${mean.toFixed(digits)} [${low.toFixed(digits)}, ${high.toFixed(digits)}] (${n})`;
}

/** The text of a cell: `64.1 ± 0.3 (3)`, `64.1 [63.8, 64.5] (3)`, a single value `64.1 (1)`. */
export function spreadText(of: SpreadOf | null, spread: Spread): string {
  if (of === null) return '';
  if (of.n === 0) return '✕ not finite';
  if (spread === 'range' && of.max > of.min) return rangeText(of);
  const part = spread === 'sem' ? Math.sqrt(of.n) : 1;
  return meanStd(of.mean, of.std === null ? null : of.std / part, of.n);
}
