/** What to change in a configuration that needs more memory than there is. */
import { refusals } from '../../../src-shared/run/refusals.ts';
import type { SearchConfig } from '../../../src-shared/run/config.ts';

export type Change = Partial<Pick<SearchConfig, 'memory' | 'batch' | 'channels'>>;

export interface Advice {
  readonly change: Change;
  /** What the search takes then, MiB. */
  readonly memoryMiB: number;
}

/** Steps between the values that are tried; whole numbers of at least the least one. */
const KNOBS = { batch: { least: 2, step: 8 }, channels: { least: 2, step: 2 } } as const;

/**
 * Changes with which the search fits, the mildest first: `memory lean`, the largest smaller batch, the most
 * channels. Batch and channels are lowered as they are if that is enough, together with `memory lean` if not.
 */
export function adviceFor(
  config: SearchConfig,
  limitMiB: number,
  memoryMiB: (config: SearchConfig) => number,
): Advice[] {
  const tried = (change: Change): Advice => ({ change, memoryMiB: memoryMiB({ ...config, ...change }) });
  const fits = (advice: Advice | undefined): advice is Advice =>
    advice !== undefined && advice.memoryMiB <= limitMiB;
  const lean: Change = { memory: 'lean' };
  const found = [config.memory === 'lean' ? undefined : tried(lean)];
  // Partial channels must divide the channels.
  const valuesOf = (knob: keyof typeof KNOBS): number[] =>
    smallerValues(config[knob], KNOBS[knob]).filter(
      (value) => refusals({ ...config, [knob]: value }).length === 0,
    );
  for (const knob of ['batch', 'channels'] as const) {
    const lowered = (common: Change): Advice | undefined =>
      largest(valuesOf(knob), (value) => tried({ ...common, [knob]: value }), fits);
    found.push(lowered({}) ?? (config.memory === 'lean' ? undefined : lowered(lean)));
  }
  return found.filter(fits);
}

/** Multiples of the step below `value`, and the least one, ascending. */
function smallerValues(value: number, { least, step }: { least: number; step: number }): number[] {
  const values = Array.from({ length: Math.ceil(value / step) - 1 }, (_, index) => (index + 1) * step);
  return values[0] === least || value <= least ? values : [least, ...values];
}

/** What the largest of ascending `values` gives that `fits`; the larger, the less it does. */
function largest(
  values: readonly number[],
  at: (value: number) => Advice,
  fits: (advice: Advice) => boolean,
): Advice | undefined {
  let best: Advice | undefined;
  let [low, high] = [0, values.length - 1];
  while (low <= high) {
    const middle = Math.floor((low + high) / 2);
    const advice = at(values[middle]!);
    if (fits(advice)) [best, low] = [advice, middle + 1];
    else high = middle - 1;
  }
  return best;
}
