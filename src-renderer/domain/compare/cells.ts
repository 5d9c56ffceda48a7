/** The cells of a run at one of its epochs. */
import { parseGenotype } from '../../../src-shared/genotype/parse.ts';
import type { Genotype } from '../../../src-shared/genotype/types.ts';
import type { RunEvent, RunEventOf } from '../../../src-shared/run/events.ts';
import { SPACE_NAMES, SPACES, type CellType, type Space } from '../../../src-shared/space/spaces.ts';
import { softmaxRow } from '../../../src-shared/stats/alphaDistance.ts';
import { epochEvents, numbers } from './distance.ts';

export interface CellsAt {
  readonly epoch: number;
  /** A = softmax(α) [edges][K] by cell type. */
  readonly weights: Readonly<Record<CellType, readonly (readonly number[])[]>>;
  readonly genotype: Genotype;
  /** Part of one, or not finite. */
  readonly validationAccuracy: RunEventOf<'epoch'>['validationAccuracy'];
}

/** The cells of all epochs, in order. */
export function cellsByEpoch(events: readonly RunEvent[]): CellsAt[] {
  return epochEvents(events).map(({ epoch, alphas, genotype, validationAccuracy }) => ({
    epoch,
    weights: {
      normal: numbers(alphas.normal).map(softmaxRow),
      reduce: numbers(alphas.reduce).map(softmaxRow),
    },
    genotype: parseGenotype(genotype),
    validationAccuracy,
  }));
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
