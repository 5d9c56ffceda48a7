/** `plateau spectrum`: all eigenvalues of the Hessian over the architecture. */
import path from 'node:path';
import type { Command } from 'commander';
import { runSpectrum } from '../../host/analyses.ts';
import { noOptions, runs, type Frame } from '../command.ts';
import { significant } from '../format.ts';

/** How many eigenvalues of either end are printed; `--json` has all. */
const SHOWN = 8;

export function addSpectrum(program: Command, frame: Frame): void {
  const command = program
    .command('spectrum')
    .summary('all eigenvalues of the Hessian over the architecture')
    .description(
      'Computes the full spectrum of the Hessian of the validation loss at the newest checkpoint of a run, one exact Hessian-vector product a row, and keeps it in the artifacts of the run.',
    )
    .argument('<run>', 'id of the run, the beginning of it, its name, or "last"');
  runs(command, frame, noOptions, async ({ connect, home }, [run = '']) => {
    const { run: found } = await (await connect()).invoke('runs.get', { run });
    const data = await runSpectrum(home, found);
    const largest = data.eigenvalues.toReversed().slice(0, SHOWN).map(significant).join('  ');
    const smallest = data.eigenvalues.slice(0, SHOWN).map(significant).join('  ');
    const text = [
      `${data.eigenvalues.length} eigenvalues over ${data.over} after ${data.epoch} epochs (step ${data.step})`,
      `largest   ${largest}`,
      `smallest  ${smallest}`,
      `Kept in ${path.join(found.folder, 'artifacts')}`,
    ].join('\n');
    return { data, text };
  });
}
