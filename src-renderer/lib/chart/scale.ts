/** Axes: from values to a line that is divided evenly, and where its ticks stand. The screen and the exports share it. */
import { symlog, symlogTicks } from '../../../src-shared/stats/symlog.ts';
import { quantity } from '../format.ts';
import type { ChartAxis, ChartSpec } from './spec.ts';

export interface Tick {
  /** On the scale: `map` of its value. */
  readonly at: number;
  readonly text: string;
}

export interface Scale {
  readonly map: (value: number) => number;
  /** Ends of the axis, mapped. */
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly Tick[];
}

const finite = (values: readonly number[]): number[] => values.filter((value) => Number.isFinite(value));

/** Least and largest finite value; 0 and 1 where there is none, a little room where they are equal. */
export function extent(values: readonly number[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of finite(values)) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return [0, 1];
  return low === high ? [low - Math.abs(low || 1) * 0.1, high + Math.abs(high || 1) * 0.1] : [low, high];
}

/** Round numbers (1, 2, 5 × 10ⁿ apart) from `low` to `high`, about `count` of them. */
export function niceTicks(low: number, high: number, count: number): number[] {
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const ticks = Array.from(
    { length: Math.floor(high / step + 1e-9) - first + 1 },
    (_, index) => first + index,
  );
  return ticks.map((tick) => Number((tick * step).toPrecision(12)));
}

function linear(low: number, high: number, count: number): Scale {
  const ticks = niceTicks(low, high, count).map((value) => ({ at: value, text: quantity(value) }));
  return { map: (value) => value, low, high, ticks };
}

/** Fewer ticks than this say too little about an axis. */
const FEWEST = 3;

/** Zero and powers of ten where the axis spans several, else round numbers: between 0.04 and 0.06 no power of ten lies. */
function symlogValues(low: number, high: number, count: number, threshold: number): number[] {
  const all = symlogTicks(low, high, threshold);
  if (all.length < FEWEST) return niceTicks(low, high, 2 * FEWEST);
  const every = Math.max(1, Math.ceil(all.length / (count + 2)));
  return all.filter((value, index) => value === 0 || index % every === 0);
}

function logarithmic(low: number, high: number, count: number, threshold: number): Scale {
  const map = (value: number): number => symlog(value, threshold);
  const ticks = symlogValues(low, high, count, threshold).map((value) => ({
    at: map(value),
    text: quantity(value),
  }));
  return { map, low: map(low), high: map(high), ticks };
}

/** The default border of the linear part of a symlog axis: a hundredth of the largest magnitude. */
export function symlogThreshold(values: readonly number[]): number {
  const largest = Math.max(...finite(values).map(Math.abs), 0);
  return largest === 0 ? 1 : 10 ** Math.floor(Math.log10(largest / 100));
}

/** The scale of an axis that shows `values`, with about `count` ticks. */
export function makeScale(axis: ChartAxis, values: readonly number[], count: number): Scale {
  const [least, largest] = extent(values);
  const room = (largest - least) * 0.04;
  const low = axis.min ?? least - room;
  const high = axis.max ?? largest + room;
  if (axis.scale !== 'symlog') return linear(low, high, count);
  return logarithmic(low, high, count, axis.threshold ?? symlogThreshold(values));
}

/** All y of a chart: points, bands and lines. */
export function yValues({ series, lines = [] }: ChartSpec): number[] {
  return [
    ...series.flatMap(({ points, band = [] }) => [
      ...points.map(({ y }) => y),
      ...band.flatMap(({ low, high }) => [low, high]),
    ]),
    ...lines.map(({ y }) => y),
  ];
}

/** All x of a chart. */
export function xValues({ series }: ChartSpec): number[] {
  return series.flatMap(({ points, band = [] }) => [...points.map(({ x }) => x), ...band.map(({ x }) => x)]);
}

/** The label of an axis; a symlog axis says where it is linear. */
export function axisLabel(axis: ChartAxis, values: readonly number[]): string {
  if (axis.scale !== 'symlog') return axis.label;
  return `${axis.label} (symlog, linear within ±${quantity(axis.threshold ?? symlogThreshold(values))})`;
}
