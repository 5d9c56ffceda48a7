/** The cells of a run at one of its epochs. */
import type { RunEvent, RunEventOf } from '../../../src-shared/run/events.ts';
import { SPACE_NAMES, SPACES, type Space } from '../../../src-shared/space/spaces.ts';
import { EMPTY_HISTORY, extend, type EpochRecord } from '../run/runHistory.ts';

export interface CellsAt extends Pick<EpochRecord, 'weights' | 'genotype'> {
  readonly epoch: number;
  /** Part of one, or not finite. */
  readonly validationAccuracy: RunEventOf<'epoch'>['validationAccuracy'];
}

/** The cells of all epochs, in order. */
export function cellsByEpoch(events: readonly RunEvent[]): CellsAt[] {
  return extend(EMPTY_HISTORY, events).epochs.map(
    ({ event: { epoch, validationAccuracy }, weights, genotype }) => ({
      epoch,
      weights,
      genotype,
      validationAccuracy,
    }),
  );
}

/** The cells at the epoch asked for, else at the best one, else at the last. */
export function cellsAt(
  cells: readonly CellsAt[],
  asked: number | undefined,
  best: number | null,
): CellsAt | undefined {
  const at = (epoch: number | null | undefined): CellsAt | undefined =>
    cells.find((candidate) => candidate.epoch === epoch);
  return at(asked) ?? at(best) ?? cells.at(-1);
}

/** The space of that name; undefined for one that is not known, as of an evaluation. */
export function spaceNamed(name: string): Space | undefined {
  const known = SPACE_NAMES.find((candidate) => candidate === name);
  return known === undefined ? undefined : SPACES[known];
}
