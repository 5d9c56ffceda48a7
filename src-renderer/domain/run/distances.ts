/** How far the architecture still was from where a search has got to: ‖α_t − α_last‖, and the same over A. */
import { measuredValue } from '../../../src-shared/run/events.ts';
import { distancesToFinal, type EpochDistance } from '../../../src-shared/stats/alphaDistance.ts';
import type { EpochRecord } from './runHistory.ts';

/** Distances of each epoch to the last one; A is what the edges are mixed with. */
export function recordDistances(epochs: readonly EpochRecord[]): EpochDistance[] {
  const logits = epochs.map(({ event: { alphas } }) => ({
    normal: alphas.normal.map((row) => row.map(measuredValue)),
    reduce: alphas.reduce.map((row) => row.map(measuredValue)),
  }));
  const alpha = distancesToFinal(logits);
  // The plain norm of the first argument's differences: here of A.
  const A = distancesToFinal(epochs.map(({ weights }) => weights));
  return epochs.map(({ event: { epoch } }, index) => ({
    epoch,
    alpha: alpha[index]!.alpha,
    A: A[index]!.alpha,
  }));
}
