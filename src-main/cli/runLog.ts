/** What a run's own log tells beyond its summary. */
import type { RunSummary } from '../../src-shared/contract/runs.ts';
import { isArchitectureText } from '../../src-shared/nasbench/architectureText.ts';
import type { RunEventOf } from '../../src-shared/run/events.ts';
import { readEvents } from '../engine/run/eventLog.ts';

type Finished = RunEventOf<'finished'>;

/** Which epoch's genotype (of an evaluation: test accuracy) the run ended with, and by which rule; nulls before the end. */
export interface Selection {
  readonly selection: Finished['selection'] | null;
  readonly selectedEpoch: number | null;
  /** What a stop rule saw. */
  readonly reason?: string;
}

export function selectionOf({ folder, genotype }: Pick<RunSummary, 'folder' | 'genotype'>): Selection {
  const last =
    genotype === null ? undefined : readEvents(folder).findLast((event) => event.type === 'finished');
  const { selection = null, selectedEpoch = null, reason } = last ?? {};
  return { selection, selectedEpoch, ...(reason === undefined ? {} : { reason }) };
}

/** What the process said of the network it built; undefined before that. */
export function networkOf({ folder }: Pick<RunSummary, 'folder'>): RunEventOf<'network'> | undefined {
  return readEvents(folder).findLast((event) => event.type === 'network');
}

/** What the text of a genotype is: `Genotype`, or the `Architecture` of a space with operations on nodes. */
export function genotypeWord(genotype: string): string {
  return isArchitectureText(genotype) ? 'Architecture' : 'Genotype';
}

/** `Genotype of epoch 4 (best-validation)`; after a stop rule with what it saw. */
export function genotypeHeading(genotype: string, { selection, selectedEpoch, reason }: Selection): string {
  const why = reason === undefined ? selection : `${selection}: ${reason}`;
  const word = genotypeWord(genotype);
  return selectedEpoch === null ? word : `${word} of epoch ${selectedEpoch} (${why})`;
}

/** The key in NAS-Bench-101 of the architecture that a search has at an epoch; undefined where it has none. */
export function nasbenchKeyOf(
  { folder }: Pick<RunSummary, 'folder'>,
  epoch: number | null | undefined,
): string | undefined {
  const events = readEvents(folder);
  const at = events.findLast((event) => event.type === 'epoch' && event.epoch === epoch);
  return at?.type === 'epoch' ? at.nasbench?.hash : undefined;
}

/** The line below a genotype that names that key. */
export function nasbenchLines(key: string | undefined): string[] {
  return key === undefined ? [] : [`Key in NAS-Bench-101: ${key}`];
}

export interface Ending {
  /** Its last word, where that is an error of its own. */
  readonly failed: RunEventOf<'failed'> | undefined;
  /** There is a state to go on from. */
  readonly hasCheckpoint: boolean;
}

export function endingOf({ folder }: Pick<RunSummary, 'folder'>): Ending {
  const events = readEvents(folder);
  const last = events.at(-1);
  return {
    failed: last?.type === 'failed' ? last : undefined,
    hasCheckpoint: events.some(({ type, step }) => type === 'checkpoint' && step > 0),
  };
}
