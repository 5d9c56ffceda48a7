/**
 * Thinning of a curve to what a screen can show, by minimum and maximum: a peak stays a peak, and the same
 * curve is always thinned alike.
 */
import { measuredValue, type Measured } from '../run/events.ts';

const valueOf = (point: { readonly value: Measured }): number => measuredValue(point.value);

/** At most `count` of `indices`, evenly, the first and the last among them. */
function thin(indices: readonly number[], count: number): number[] {
  if (indices.length <= count) return [...indices];
  return Array.from(
    { length: count },
    (_, k) => indices[Math.round((k * (indices.length - 1)) / (count - 1))]!,
  );
}

/** The indices in `[from, to)` of `finite` at which the smallest and the largest value stand. */
function extremes(values: Float64Array, finite: readonly number[], from: number, to: number): number[] {
  if (from >= to) return [];
  let low = finite[from]!;
  let high = low;
  for (let place = from + 1; place < to; place++) {
    const index = finite[place]!;
    if (values[index]! < values[low]!) low = index;
    if (values[index]! > values[high]!) high = index;
  }
  return [low, high];
}

/**
 * At most `maxPoints` (≥ 4) of `points`: the first, the last, those that are not finite (of more than half of
 * `maxPoints` an even choice) and the minimum and maximum of every bucket of finite ones.
 */
export function downsample<P extends { readonly value: Measured }>(
  points: readonly P[],
  maxPoints: number,
): P[];
export function downsample<P>(points: readonly P[], maxPoints: number, value: (point: P) => number): P[];
export function downsample<P extends { readonly value: Measured }>(
  points: readonly P[],
  maxPoints: number,
  value: (point: P) => number = valueOf,
): P[] {
  if (points.length <= maxPoints) return [...points];
  const values = Float64Array.from(points, value);
  const finite: number[] = [];
  const notFinite: number[] = [];
  values.forEach((y, index) => (Number.isFinite(y) ? finite : notFinite).push(index));
  const last = points.length - 1;
  const kept = new Set([0, last, ...thin(notFinite, Math.floor(maxPoints / 2) - 2)]);
  const buckets = Math.floor((maxPoints - kept.size) / 2);
  for (let bucket = 0; bucket < buckets; bucket++) {
    const from = Math.floor((bucket * finite.length) / buckets);
    const to = Math.floor(((bucket + 1) * finite.length) / buckets);
    for (const index of extremes(values, finite, from, to)) kept.add(index);
  }
  return [...kept].sort((left, right) => left - right).map((index) => points[index]!);
}
