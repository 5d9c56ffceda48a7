/** The cells of a run at one of its epochs. */
import type { RunSummary } from '../../../src-shared/contract/runs.ts';
import type { RunEvent, RunEventOf } from '../../../src-shared/run/events.ts';
import { isMethodName } from '../../../src-shared/methods/names.ts';
import { spaceOf } from '../../../src-shared/space/spaceOf.ts';
import { SEARCH_SPACE_NAMES, type SearchSpace } from '../../../src-shared/space/searchSpaces.ts';
import type { Space } from '../../../src-shared/space/spaces.ts';
import { EMPTY_HISTORY, extend, type EpochRecord } from '../run/runHistory.ts';

export interface CellsAt extends Pick<EpochRecord, 'weights' | 'genotype' | 'tensors' | 'architecture'> {
  readonly epoch: number;
  /** Part of one, or not finite. */
  readonly validationAccuracy: RunEventOf<'epoch'>['validationAccuracy'];
}

/** The cells of all epochs, in order. */
export function cellsByEpoch(events: readonly RunEvent[]): CellsAt[] {
  return extend(EMPTY_HISTORY, events).epochs.map(
    ({ event: { epoch, validationAccuracy }, weights, tensors, genotype, architecture }) => ({
      ...{ epoch, weights, tensors, genotype, architecture },
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

/** What a search chose from; undefined where it is not known, as of an evaluation. */
export function spaceOfRun({ method, space }: Pick<RunSummary, 'method' | 'space'>): SearchSpace | undefined {
  const known = SEARCH_SPACE_NAMES.find((candidate) => candidate === space);
  return known === undefined || !isMethodName(method) ? undefined : spaceOf({ method, space: known });
}

/** The different ones among the spaces of some runs, of those with operations on edges. */
export function spacesOfRuns(runs: readonly Pick<RunSummary, 'method' | 'space'>[]): Space[] {
  const spaces = runs.flatMap((run) => {
    const space = spaceOfRun(run);
    return space?.kind === 'cell' ? [space] : [];
  });
  return [...new Map(spaces.map((space) => [JSON.stringify(space), space])).values()];
}
