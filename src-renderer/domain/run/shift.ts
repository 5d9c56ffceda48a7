/** The mean shift of one step, for people. */
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import { measured, measuredValue, type Measured, type RunEventOf } from '../../../src-shared/run/events.ts';
import { quantity } from '../../lib/format.ts';

export type Shift = NonNullable<RunEventOf<'step'>['shift']>;

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Mean ‖S − clipped sample‖ over the samples and both cells of the last iteration. */
export function sampleDistance({ distance }: Shift): number {
  return mean((distance.at(-1) ?? []).flat().map(measuredValue));
}

/** `h = 1.4 × distance`, that of the samples to their centre: below about 1 the nearest sample takes all, far above all count the same. */
export function bandwidthText({ bandwidth }: SearchConfig, shift: Shift | undefined): string {
  if (shift === undefined) return `h ${quantity(bandwidth)}`;
  return `h = ${quantity(measured(bandwidth / sampleDistance(shift)))} × distance`;
}

/** What the bandwidth does at this distance, in words. */
export function bandwidthMeaning({ bandwidth }: SearchConfig, shift: Shift): string {
  const ratio = bandwidth / sampleDistance(shift);
  if (!Number.isFinite(ratio)) return 'The samples lie on their centre: the shift is zero.';
  if (ratio < 0.5)
    return 'h is small against the distance of the samples: the nearest one takes all the weight.';
  if (ratio > 5) return 'h is large against the distance of the samples: only their losses weigh them.';
  return 'h is of the order of the distance of the samples: distance and loss both weigh them.';
}

/** One row a sample of an iteration: loss, ω, kernel of each tensor (from its logarithm), distance of each. */
export interface SampleRow {
  readonly loss: string;
  readonly omega: string;
  readonly kernel: string;
  readonly distance: string;
}

/** Two digits: four columns have to stand beside each other. */
function twoDigits(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(2))) : quantity(measured(value));
}

/** Of two tensors each, of more of them the smallest and the largest, `.055–.84`: two columns of them are wide. */
function both(values: readonly Measured[] | undefined, map: (value: number) => number): string {
  const all = (values ?? []).map((value) => map(measuredValue(value)));
  if (all.length <= 2) return all.map(twoDigits).join('/');
  const ends = [Math.min(...all), Math.max(...all)].map((value) => twoDigits(value).replace(/^0\./u, '.'));
  return [...new Set(ends)].join('–');
}

/** What the pairs of a row are. */
export function pairsText({ length }: Shift): string {
  return length.length === 2
    ? 'pairs: normal/reduction'
    : 'smallest–largest over the tensors; ‖ΔA‖ of operations, parents of the output, of each node';
}

/** The samples of iteration `t`. */
export function sampleRows(shift: Shift, t: number): SampleRow[] {
  return (shift.losses[t] ?? []).map((loss, n) => ({
    loss: quantity(loss),
    omega: quantity(shift.omega[t]?.[n]),
    kernel: both(shift.kernel[t]?.[n], Math.exp),
    distance: both(shift.distance[t]?.[n], (value) => value),
  }));
}
