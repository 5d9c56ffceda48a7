/** `plateau genotype`: a genotype from a run, a paper, a file or the command line, in either notation. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import type { Command } from 'commander';
import { z } from 'zod';
import type { RunDetail } from '../../../src-shared/contract/runs.ts';
import { PlateauError } from '../../../src-shared/errors.ts';
import { parseGenotype } from '../../../src-shared/genotype/parse.ts';
import { genotypeToJson, genotypeToPython } from '../../../src-shared/genotype/print.ts';
import { PUBLISHED_GENOTYPES, publishedGenotype } from '../../../src-shared/genotype/published.ts';
import type { Genotype } from '../../../src-shared/genotype/types.ts';
import { runs, type Context, type Frame } from '../command.ts';
import { numberOrText } from '../flags.ts';
import { UsageError, type Answer } from '../output.ts';
import { renderTable } from '../table.ts';

const FORMATS = { python: genotypeToPython, json: genotypeToJson } as const;

const optionsSchema = z.strictObject({
  epoch: z.int().min(0).optional(),
  format: z.enum(['python', 'json']).default('python'),
  list: z.boolean().optional(),
});

interface Found {
  readonly genotype: Genotype;
  readonly source: string;
}

function listAnswer(): Answer {
  const published = PUBLISHED_GENOTYPES.map(({ name, source }) => ({ name, source }));
  const text = renderTable(
    [{ title: 'NAME' }, { title: 'PUBLISHED IN' }],
    published.map(({ name, source }) => [name, source]),
  );
  return { data: { published }, text };
}

function ofRun({ run, epochs }: RunDetail, wanted: number | undefined): Found {
  const row = wanted === undefined ? epochs.at(-1) : epochs.find(({ epoch }) => epoch === wanted);
  const text = wanted === undefined ? (run.genotype ?? row?.genotype) : row?.genotype;
  if (text === undefined || text === null)
    throw new PlateauError(
      wanted === undefined
        ? `Run ${run.id} has no genotype yet: no epoch is done.`
        : `Run ${run.id} has no epoch ${wanted}; it has ${run.epochsDone} epochs, counted from 0.`,
      wanted === undefined ? 'Wait for the end of its first epoch.' : 'See its epochs with `plateau show`.',
    );
  const final = wanted === undefined && run.genotype !== null;
  return {
    genotype: parseGenotype(text),
    source: `run ${run.id}, ${final ? 'final' : `epoch ${row?.epoch ?? 0}`}`,
  };
}

async function find({ connect }: Context, what: string, epoch: number | undefined): Promise<Found> {
  if (/[({]/u.test(what)) return { genotype: parseGenotype(what), source: 'the command line' };
  if (existsSync(what) && statSync(what).isFile())
    return { genotype: parseGenotype(readFileSync(what, 'utf8')), source: what };
  const published = PUBLISHED_GENOTYPES.find(({ name }) => name === what);
  if (published !== undefined) return { genotype: publishedGenotype(what), source: published.source };
  return ofRun(await (await connect()).invoke('runs.get', { run: what }), epoch);
}

export function addGenotype(program: Command, frame: Frame): void {
  const command = program
    .command('genotype')
    .summary('print the genotype of a run or a paper, or check one')
    .description(
      'Prints a genotype in the notation of the DARTS authors or as JSON; the text of one is parsed and checked.',
    )
    .argument(
      '[what]',
      'a run (id, beginning, name, "last"), a published name, a file, or the text of a genotype',
    )
    .option('--epoch <number>', 'of a run: the genotype after this epoch (counted from 0)', numberOrText)
    .option('--format <format>', 'python or json (default python)')
    .option('--list', 'list the published genotypes');
  runs(command, frame, optionsSchema, async (context, [what], { epoch, format, list }) => {
    if (list === true) return listAnswer();
    if (what === undefined)
      throw new UsageError(
        'No genotype was named.',
        'Give a run, a published name, a file or a text; --list lists the published ones.',
      );
    const { genotype, source } = await find(context, what, epoch);
    return {
      data: { source, genotype, python: genotypeToPython(genotype) },
      text: FORMATS[format](genotype),
    };
  });
}
