/** `plateau genotype`: a genotype from a run, a paper, a file or the command line, in either notation. */
import type { Command } from 'commander';
import { z } from 'zod';
import { genotypeToJson, genotypeToPython } from '../../../src-shared/genotype/print.ts';
import { PUBLISHED_GENOTYPES } from '../../../src-shared/genotype/published.ts';
import { numberOrText } from '../../../src-shared/run/knobs.ts';
import { runs, type Frame } from '../command.ts';
import { findGenotype } from '../genotypeSource.ts';
import { UsageError, type Answer } from '../output.ts';
import { renderTable } from '../table.ts';

const FORMATS = { python: genotypeToPython, json: genotypeToJson } as const;

const optionsSchema = z.strictObject({
  epoch: z.int().min(0).optional(),
  format: z.enum(['python', 'json']).default('python'),
  list: z.boolean().optional(),
});

function listAnswer(): Answer {
  const published = PUBLISHED_GENOTYPES.map(({ name, source }) => ({ name, source }));
  const text = renderTable(
    [{ title: 'NAME' }, { title: 'PUBLISHED IN' }],
    published.map(({ name, source }) => [name, source]),
  );
  return { data: { published }, text };
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
      'a run (id, beginning, name, "last", folder), a published name, a file, or the text of a genotype',
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
    const { genotype, source } = await findGenotype(context, what, epoch);
    return {
      data: { source, genotype, python: genotypeToPython(genotype) },
      text: FORMATS[format](genotype),
    };
  });
}
