/** `plateau import` and `plateau store`: run folders from elsewhere, and the store made anew from them. */
import path from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { noOptions, runs, type Frame } from '../command.ts';
import { plural } from '../format.ts';

export function addImport(program: Command, frame: Frame): void {
  const command = program
    .command('import')
    .summary('take in a run folder from elsewhere')
    .description('Takes in the folder of a run that was computed elsewhere, such as on a cluster.')
    .argument('<folder>', 'the folder with config.json and events.jsonl')
    .option(
      '--link',
      'link to the folder instead of copying it: a run that is still written to, on a shared disk',
    );
  runs(
    command,
    frame,
    z.strictObject({ link: z.boolean().optional() }),
    async ({ connect }, [folder = ''], { link = false }) => {
      const run = await (await connect()).invoke('runs.import', { folder: path.resolve(folder), link });
      return {
        data: run,
        text: `Imported ${run.id}  ${run.name}, ${run.state}, ${plural(run.epochsDone, 'epoch')}.\nLook at it with: plateau show ${run.id}`,
      };
    },
  );
}

export function addStore(program: Command, frame: Frame): void {
  const store = program
    .command('store')
    .summary('the database of all runs')
    .description('The database of all runs; the run folders are the truth.');
  const rebuild = store
    .command('rebuild')
    .summary('make it anew from the run folders')
    .description('Empties the database and reads every run folder again.');
  runs(rebuild, frame, noOptions, async ({ connect }) => {
    const data = await (await connect()).invoke('store.rebuild', {});
    const skipped = data.skipped.map(({ folder, reason }) => `\nSkipped ${folder}: ${reason}`).join('');
    return {
      data,
      text: `The store holds ${plural(data.runs, 'run')}.${skipped}`,
      exitCode: data.skipped.length > 0 ? 1 : 0,
    };
  });
}
