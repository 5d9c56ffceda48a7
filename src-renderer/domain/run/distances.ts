/** How far the architecture still was from where a search has got to: ‖α_t − α_last‖, and the same over A. */
import { epochDistances, type EpochDistance } from '../../../src-shared/stats/alphaDistance.ts';
import type { EpochRecord } from './runHistory.ts';

/** Distances of each epoch to the last one; A is what the edges are mixed with. */
export function recordDistances(epochs: readonly EpochRecord[]): EpochDistance[] {
  return epochDistances(epochs.map(({ event }) => event));
}
