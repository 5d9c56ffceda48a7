/** Between epochs and weight steps: an epoch may take more steps or fewer than the one before it. */
import type { EpochEntry } from './runHistory.ts';

/** Steps and epochs that are known to belong together; the end of epoch e is at e. */
function anchors(epochs: readonly EpochEntry[]): { readonly epoch: number; readonly step: number }[] {
  return [{ epoch: -1, step: 0 }, ...epochs.map(({ event: { epoch, step } }) => ({ epoch, step }))];
}

/** Where a step lies, in epochs; beyond the last epoch at `perEpoch` steps each. */
export function epochAtStep(epochs: readonly EpochEntry[], perEpoch: number, step: number): number {
  const known = anchors(epochs);
  const next = known.findIndex((anchor) => anchor.step >= step);
  if (next <= 0) {
    const last = next === 0 ? known[0]! : known.at(-1)!;
    return last.epoch + (step - last.step) / perEpoch;
  }
  const [before, after] = [known[next - 1]!, known[next]!];
  const part = (step - before.step) / (after.step - before.step);
  return before.epoch + part * (after.epoch - before.epoch);
}

/** Weight steps that were done at the end of an epoch. */
export function stepsAtEpoch(epochs: readonly EpochEntry[], perEpoch: number, epoch: number): number {
  const known = anchors(epochs).findLast((anchor) => anchor.epoch <= epoch) ?? { epoch: -1, step: 0 };
  return known.step + (epoch - known.epoch) * perEpoch;
}
