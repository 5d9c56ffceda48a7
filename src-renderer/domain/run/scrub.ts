/** Places of epochs on the scrubber. */
import type { EpochEntry } from './runHistory.ts';

/** Index of the record whose epoch is nearest to `epoch`; -1 where there is none. */
export function nearestIndex(epochs: readonly EpochEntry[], epoch: number): number {
  if (!Number.isFinite(epoch)) return epochs.length - 1;
  let best = -1;
  for (const [index, { event }] of epochs.entries())
    if (best < 0 || Math.abs(event.epoch - epoch) < Math.abs(epochs[best]!.event.epoch - epoch)) best = index;
  return best;
}
