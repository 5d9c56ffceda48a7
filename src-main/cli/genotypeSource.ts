/** Where `plateau genotype` finds what was named: a text, a file, a paper, a run folder, a run. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { closest } from '../../src-shared/contract/closest.ts';
import { PlateauError } from '../../src-shared/errors.ts';
import { parseGenotype } from '../../src-shared/genotype/parse.ts';
import { PUBLISHED_GENOTYPES, publishedGenotype } from '../../src-shared/genotype/published.ts';
import type { Genotype } from '../../src-shared/genotype/types.ts';
import { readEvents } from '../engine/run/eventLog.ts';
import { runPaths } from '../engine/run/runFolder.ts';
import type { Context } from './command.ts';
import { UsageError } from './output.ts';

export interface Found {
  readonly genotype: Genotype;
  readonly source: string;
}

interface RunGenotypes {
  readonly name: string;
  /** The one it ended with. */
  readonly final: string | null;
  readonly epochs: readonly { readonly epoch: number; readonly genotype: string | null }[];
}

function ofRun({ name, final, epochs }: RunGenotypes, wanted: number | undefined): Found {
  const row = wanted === undefined ? epochs.at(-1) : epochs.find(({ epoch }) => epoch === wanted);
  const text = wanted === undefined ? (final ?? row?.genotype) : row?.genotype;
  if (text === undefined || text === null)
    throw new PlateauError(
      wanted === undefined
        ? `Run ${name} has no genotype yet: no epoch is done.`
        : `Run ${name} has no epoch ${wanted}; it has ${epochs.length} epochs, counted from 0.`,
      wanted === undefined ? 'Wait for the end of its first epoch.' : 'See its epochs with `plateau show`.',
    );
  const isFinal = wanted === undefined && final !== null;
  return {
    genotype: parseGenotype(text),
    source: `run ${name}, ${isFinal ? 'final' : `epoch ${row?.epoch ?? 0}`}`,
  };
}

/** The genotypes in a run folder, wherever it lies. */
function inFolder(folder: string): RunGenotypes {
  if (!existsSync(runPaths(folder).config))
    throw new PlateauError(
      `${folder} is no run folder: it holds no config.json.`,
      'Give the folder of a run, or a file with a genotype.',
    );
  const events = readEvents(folder);
  return {
    name: folder,
    final: events.findLast((event) => event.type === 'finished')?.genotype ?? null,
    epochs: events.filter((event) => event.type === 'epoch'),
  };
}

async function inStore({ connect }: Context, run: string): Promise<RunGenotypes> {
  const client = await connect();
  try {
    const { run: found, epochs } = await client.invoke('runs.get', { run });
    return { name: found.id, final: found.genotype, epochs };
  } catch (error) {
    if (!(error instanceof PlateauError)) throw error;
    const names = PUBLISHED_GENOTYPES.map(({ name }) => name);
    const suggestion = closest(run, names);
    if (suggestion === undefined) throw error;
    throw new PlateauError(error.message, `Did you mean ${suggestion}? ${error.remedy}`);
  }
}

/** What is not a run's; undefined: look among the runs. */
function withoutEpochs(what: string): Found | undefined {
  if (/[({]/u.test(what)) return { genotype: parseGenotype(what), source: 'the command line' };
  if (statSync(what, { throwIfNoEntry: false })?.isFile() === true)
    return { genotype: parseGenotype(readFileSync(what, 'utf8')), source: what };
  const published = PUBLISHED_GENOTYPES.find(({ name }) => name === what);
  return published && { genotype: publishedGenotype(what), source: published.source };
}

/** The genotype that `what` names; of a run that after `epoch`, or the final one. */
export async function findGenotype(
  context: Context,
  what: string,
  epoch: number | undefined,
): Promise<Found> {
  const found = withoutEpochs(what);
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
