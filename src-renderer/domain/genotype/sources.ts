/** Where a genotype on the page comes from, as the page's address names it. */
import type { RunDetail } from '../../../src-shared/contract/runs.ts';
import { PlateauError } from '../../../src-shared/errors.ts';
import { parseGenotype } from '../../../src-shared/genotype/parse.ts';
import { PUBLISHED_GENOTYPES } from '../../../src-shared/genotype/published.ts';
import type { Genotype } from '../../../src-shared/genotype/types.ts';
import {
  isArchitectureText,
  parseArchitecture,
  type NamedArchitecture,
} from '../../../src-shared/nasbench/architectureText.ts';

export type Source =
  | { readonly kind: 'none' | 'text' }
  | { readonly kind: 'published'; readonly name: string }
  /** `epoch` undefined: the genotype the run ended with, or that of its newest epoch. */
  | { readonly kind: 'run'; readonly run: string; readonly epoch: number | undefined };

/** A genotype, or why there is none: value, bound and remedy. An architecture of NAS-Bench-1Shot1 is none, but is shown. */
export type Reading =
  | { readonly genotype: Genotype; readonly problem?: undefined; readonly architecture?: undefined }
  | {
      readonly genotype?: undefined;
      readonly problem: string;
      readonly remedy: string;
      readonly architecture?: NamedArchitecture;
    };

export interface PublishedEntry {
  readonly name: string;
  readonly source: string;
  readonly reading: Reading;
}

type Query = Readonly<Record<string, string>>;

/** The source that an address names; text beside a run or a name is an edit of it. */
export function sourceOf({ run = '', epoch = '', name = '', text = '' }: Query): Source {
  if (run !== '') return { kind: 'run', run, epoch: /^\d+$/u.test(epoch) ? Number(epoch) : undefined };
  if (name !== '') return { kind: 'published', name };
  return { kind: text === '' ? 'none' : 'text' };
}

/** Parses a text; what is wrong with it becomes words. */
export function readText(text: string): Reading {
  let architecture: NamedArchitecture | undefined;
  try {
    if (isArchitectureText(text)) architecture = parseArchitecture(text);
    return { genotype: parseGenotype(text) };
  } catch (error) {
    if (!(error instanceof PlateauError)) throw error;
    const problem = { problem: error.message, remedy: error.remedy };
    return architecture === undefined ? problem : { ...problem, architecture };
  }
}

/** The published genotypes, with what keeps some of them out. */
export function publishedEntries(): PublishedEntry[] {
  return PUBLISHED_GENOTYPES.map(({ name, source, text }) => ({ name, source, reading: readText(text) }));
}

/** The published genotype of that name. */
export function readPublished(name: string): Reading {
  const entry = PUBLISHED_GENOTYPES.find((candidate) => candidate.name === name);
  if (entry !== undefined) return readText(entry.text);
  return {
    problem: `No published genotype is called "${name}".`,
    remedy: 'Choose one from the list.',
  };
}

/** Entries whose name or source contains every word of `filter`. */
export function matching<T>(entries: readonly T[], filter: string, textOf: (entry: T) => string): T[] {
  const words = filter.toLowerCase().split(/\s+/u).filter(Boolean);
  return entries.filter((entry) => words.every((word) => textOf(entry).toLowerCase().includes(word)));
}

/** A run's genotype after an epoch; without one the final, or else the newest. */
export function readRun({ run, epochs }: RunDetail, epoch: number | undefined): Reading {
  const row = epoch === undefined ? epochs.at(-1) : epochs.find((candidate) => candidate.epoch === epoch);
  const text = epoch === undefined ? (run.genotype ?? row?.genotype) : row?.genotype;
  if (text !== undefined && text !== null) return readText(text);
  return epoch === undefined
    ? { problem: 'This run has no genotype yet: no epoch is done.', remedy: 'Wait for its first epoch.' }
    : {
        problem: `This run has no genotype at epoch ${epoch}; it has ${epochs.length} epochs, counted from 0.`,
        remedy: 'Choose another epoch.',
      };
}

/** One line that says where a genotype is from: for headings and an evaluation's `origin`. */
export function originText(source: Source, runName: string | undefined, isEdited: boolean): string {
  const from = {
    none: '',
    text: '',
    published: source.kind === 'published' ? source.name : '',
    run:
      source.kind === 'run'
        ? `${runName ?? source.run}, ${source.epoch === undefined ? 'final' : `epoch ${source.epoch}`}`
        : '',
  }[source.kind];
  return isEdited && from !== '' ? `edited from ${from}` : from;
}
