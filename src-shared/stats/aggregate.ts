/** Mean ± sample standard deviation (n): of some numbers, and of several curves step by step. */
import { mean, sampleStandardDeviation } from 'simple-statistics';
import { measuredValue, type Measured } from '../run/events.ts';

export interface Aggregate {
  readonly mean: number;
  /** √(Σ(x − mean)² ÷ (n − 1)); null for a single number. */
  readonly std: number | null;
  readonly n: number;
}

/** Mean, sample standard deviation and count; undefined of nothing. A number that is not finite makes the mean so. */
export function aggregate(values: readonly number[]): Aggregate | undefined {
  if (values.length === 0) return undefined;
  const numbers = [...values];
  return {
    mean: mean(numbers),
    std: numbers.length === 1 ? null : sampleStandardDeviation(numbers),
    n: numbers.length,
  };
}

interface Point {
  readonly step: number;
  readonly epoch: number | null;
  readonly value: Measured;
}

export type BandPoint = Aggregate & { readonly step: number; readonly epoch: number | null };

/** The aggregate of curves at every step at which one of them has a finite value, in order of steps. */
export function aggregateBySteps(curves: readonly (readonly Point[])[]): BandPoint[] {
  const steps = new Map<number, { readonly epoch: number | null; readonly values: number[] }>();
  for (const { step, epoch, value } of curves.flat()) {
    const number = measuredValue(value);
    if (!Number.isFinite(number)) continue;
    const known = steps.get(step);
    if (known === undefined) steps.set(step, { epoch, values: [number] });
    else known.values.push(number);
  }
  return [...steps]
    .sort(([left], [right]) => left - right)
    .flatMap(([step, { epoch, values }]) => {
      const found = aggregate(values);
      return found === undefined ? [] : [{ step, epoch, ...found }];
    });
}
