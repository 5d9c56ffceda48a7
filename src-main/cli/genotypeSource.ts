/** Where a command finds the genotype that was named: a text, a file, a paper, a run folder, a run. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { closest } from '../../src-shared/contract/closest.ts';
import { PlateauError } from '../../src-shared/errors.ts';
import { parseGenotype } from '../../src-shared/genotype/parse.ts';
import { PUBLISHED_GENOTYPES, publishedGenotype } from '../../src-shared/genotype/published.ts';
import type { Genotype } from '../../src-shared/genotype/types.ts';
import type { EvalConfig } from '../../src-shared/run/evalConfig.ts';
import type { RunConfig } from '../../src-shared/run/runConfig.ts';
import { readEvents } from '../engine/run/eventLog.ts';
import { readAnyRunConfig, runPaths } from '../engine/run/runFolder.ts';
import type { Context } from './command.ts';
import { UsageError } from './output.ts';
import { selectionOf } from './runLog.ts';

/** Where a genotype is from, as an evaluation records it; empty where it is not known. */
export interface Provenance {
  readonly origin: string;
  readonly method: string;
  readonly space: string;
  /** The data set of the run it is from. */
  readonly dataset?: string;
}

export interface Found {
  readonly genotype: Genotype;
  /** For people. */
  readonly source: string;
  readonly provenance: Provenance;
}

interface RunGenotypes {
  /** How the user finds it again: id or folder. */
  readonly reference: string;
  readonly name: string;
  readonly config: RunConfig;
  /** The one a search ended with, and the epoch it is of. */
  readonly final: { readonly genotype: string; readonly epoch: number | null } | null;
  readonly epochs: readonly { readonly epoch: number; readonly genotype: string | null }[];
}

/** The longest name that leaves room for the rest in an evaluation's `origin`. */
const LONGEST_NAME = 170;

function originOf(name: string, epoch: number | null): string {
  const short = name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name;
  return `run ${short}, ${epoch === null ? 'final' : `epoch ${epoch}`}`;
}

/** The one genotype an evaluation trains the network of, with where that is from. */
function ofEvaluation(reference: string, config: EvalConfig, wanted: number | undefined): Found {
  if (wanted !== undefined)
    throw new UsageError(
      `--epoch ${wanted} is of a search; run ${reference} is an evaluation and has one genotype.`,
      'Leave --epoch out, or name the search that the genotype comes from.',
    );
  const { origin, method, space, dataset } = config;
  return {
    genotype: parseGenotype(config.genotype),
    source: `run ${reference}, which evaluates it`,
    provenance: { origin, method, space, dataset },
  };
}

function ofRun({ reference, name, config, final, epochs }: RunGenotypes, wanted: number | undefined): Found {
  if (config.kind === 'evaluation') return ofEvaluation(reference, config, wanted);
  const row = wanted === undefined ? epochs.at(-1) : epochs.find(({ epoch }) => epoch === wanted);
  const chosen = wanted === undefined ? (final ?? row) : row;
  if (chosen === undefined || chosen.genotype === null)
    throw new PlateauError(
      wanted === undefined
        ? `Run ${reference} has no genotype yet: no epoch is done.`
        : `Run ${reference} has no epoch ${wanted}; it has ${epochs.length} epochs, counted from 0.`,
      wanted === undefined ? 'Wait for the end of its first epoch.' : 'See its epochs with `plateau show`.',
    );
  const { method, space, dataset } = config;
  return {
    genotype: parseGenotype(chosen.genotype),
    source: `run ${reference}, ${chosen === final ? 'final' : `epoch ${chosen.epoch ?? 0}`}`,
    provenance: { origin: originOf(name, chosen.epoch), method, space, dataset },
  };
}

/** The genotypes in a run folder, wherever it lies. */
function inFolder(folder: string): RunGenotypes {
  if (!existsSync(runPaths(folder).config))
    throw new PlateauError(
      `${folder} is no run folder: it holds no config.json.`,
      'Give the folder of a run, or a file with a genotype.',
    );
  const config = readAnyRunConfig(folder);
  const events = readEvents(folder);
  const finished = events.findLast((event) => event.type === 'finished');
  return {
    reference: folder,
    name: config.name === '' ? path.basename(path.resolve(folder)) : config.name,
    config,
    final: finished === undefined ? null : { genotype: finished.genotype, epoch: finished.selectedEpoch },
    epochs: events.filter((event) => event.type === 'epoch'),
  };
}

async function inStore({ connect }: Context, run: string): Promise<RunGenotypes> {
  const client = await connect();
  try {
    const { run: found, config, epochs } = await client.invoke('runs.get', { run });
    const { genotype } = found;
    const final = genotype === null ? null : { genotype, epoch: selectionOf(found).selectedEpoch };
    return { reference: found.id, name: found.name, config, final, epochs };
  } catch (error) {
    if (!(error instanceof PlateauError)) throw error;
    const names = PUBLISHED_GENOTYPES.map(({ name }) => name);
    const suggestion = closest(run, names);
    if (suggestion === undefined) throw error;
    throw new PlateauError(error.message, `Did you mean ${suggestion}? ${error.remedy}`);
  }
}

function withoutRun(text: string, source: string, origin: string): Found {
  return { genotype: parseGenotype(text), source, provenance: { origin, method: '', space: '' } };
}

/** The genotype of a text, a file or a published name; undefined: look among the runs. */
export function genotypeOutsideRuns(what: string): Found | undefined {
  if (/[({]/u.test(what)) return withoutRun(what, 'the command line', '');
  if (statSync(what, { throwIfNoEntry: false })?.isFile() === true)
    return withoutRun(readFileSync(what, 'utf8'), what, path.basename(what).slice(0, LONGEST_NAME));
  const published = PUBLISHED_GENOTYPES.find(({ name }) => name === what);
  if (published === undefined) return undefined;
  const provenance = { origin: what, method: '', space: '' };
  return { genotype: publishedGenotype(what), source: published.source, provenance };
}

/** The genotype that `what` names; of a run that after `epoch`, or the final one. */
export async function findGenotype(
  context: Context,
  what: string,
  epoch: number | undefined,
): Promise<Found> {
  const found = genotypeOutsideRuns(what);
  if (found !== undefined && epoch !== undefined)
    throw new UsageError(
      `--epoch ${epoch} is of a run; this genotype comes from ${found.source}.`,
      'Leave --epoch out, or name a run.',
    );
  if (found !== undefined) return found;
  const isPath = /[/\\]|\.(?:py|json|txt)$/u.test(what);
  if (isPath && !existsSync(what))
    throw new PlateauError(
      `There is no file ${what}.`,
      'Give a file with the text of a genotype, a run or its folder, or a published name.',
    );
  return ofRun(isPath ? inFolder(what) : await inStore(context, what), epoch);
}
