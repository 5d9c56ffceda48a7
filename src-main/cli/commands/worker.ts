/** `plateau worker`: the process of a run itself, for the scheduler of a cluster. */
import type { Command } from 'commander';
import { execa } from 'execa';
import { z } from 'zod';
import { readAnyRunConfig } from '../../engine/run/runFolder.ts';
import { homePaths, plateauHome } from '../../host/home.ts';
import { WORKER_SCRIPT } from '../../host/spawn.ts';
import type { Frame } from '../command.ts';
import { createOutput } from '../output.ts';

const optionsSchema = z.strictObject({
  run: z.string(),
  datasets: z.string().optional(),
  from: z.string().optional(),
  json: z.boolean().default(false),
});

export function addWorker(program: Command, frame: Frame): void {
  program
    .command('worker')
    .summary('run or resume a run folder in this process, without a host (for clusters)')
    .description(
      'Runs or resumes the run in a folder with a config.json, without host or queue: what a cluster starts. SIGINT and SIGTERM stop it at the next step with a checkpoint.',
    )
    .requiredOption('--run <folder>', 'the run folder')
    .option('--datasets <folder>', 'where the data sets lie (default those of PLATEAU_HOME)')
    .option('--from <file>', 'the checkpoint to go on from (default the newest)')
    .option('--json', 'an error before the start as one JSON object on stdout')
    .action(async (given: unknown) => {
      const { run, datasets = homePaths(plateauHome()).datasets, from, json } = optionsSchema.parse(given);
      try {
        readAnyRunConfig(run);
      } catch (error) {
        frame.exit(createOutput(json).fail(error));
        return;
      }
      const args = [
        '--run',
        run,
        '--clear-control',
        '--datasets',
        datasets,
        ...(from === undefined ? [] : ['--from', from]),
      ];
      const child = execa(process.execPath, [frame.worker ?? WORKER_SCRIPT, ...args], {
        stdio: 'inherit',
        reject: false,
      });
      // A terminal sends Ctrl-C to both processes, a scheduler SIGTERM to this one only.
      const pass = (signal: NodeJS.Signals): boolean => child.kill(signal);
      const ignore = (): void => undefined;
      process.on('SIGTERM', pass).on('SIGINT', ignore);
      const { exitCode } = await child;
      process.off('SIGTERM', pass).off('SIGINT', ignore);
      frame.exit(exitCode ?? 1);
    });
}
