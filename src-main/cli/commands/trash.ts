/** `plateau trash empty`: removes deleted runs for good. */
import type { Command } from 'commander';
import { noOptions, runs, type Frame } from '../command.ts';
import { plural } from '../format.ts';

export function addTrash(program: Command, frame: Frame): void {
  const trash = program
    .command('trash')
    .summary('the runs that were deleted')
    .description('The folders of deleted runs; until the trash is emptied they can be restored.');
  const empty = trash
    .command('empty')
    .summary('remove them for good')
    .description('Removes the folders of all deleted runs for good.');
  runs(empty, frame, noOptions, async ({ connect }) => {
    const data = await (await connect()).invoke('trash.empty', {});
    return { data, text: `Removed ${plural(data.runs, 'run')} for good.` };
  });
}
