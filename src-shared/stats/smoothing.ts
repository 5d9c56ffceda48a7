/**
 * Smoothing over steps: s_n = Σ w^((t_n − t_i)/u) x_i ÷ Σ w^((t_n − t_i)/u) over i ≤ n. With equal gaps
 * this is the exponential moving average without its bias at the start; with unequal ones a point counts by
 * how long ago it was, so the curve depends neither on its length nor on how densely it was recorded.
 */
import { measuredValue, type Measured } from '../run/events.ts';

interface Point {
  readonly step: number;
  readonly value: Measured;
}

/**
 * The debiased exponential mean of points in order of steps: `weight` of the past (0 ≤ w < 1) a `unit`
 * of steps ago. A not-finite point stays where it is, as a gap, and does not enter the mean.
 */
export function smooth<P extends Point>(points: readonly P[], weight: number, unit = 1): P[] {
  if (weight === 0) return [...points];
  let mean = 0;
  let total = 0; // Σ of the weights
  let last = 0; // step of the last finite point
  return points.map((point) => {
    const value = measuredValue(point.value);
    if (!Number.isFinite(value)) return point;
    total = total * weight ** ((point.step - last) / unit) + 1;
    mean += (value - mean) / total;
    last = point.step;
    return { ...point, value: mean };
  });
}
