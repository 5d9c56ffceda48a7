/**
 * The process of one run: `node worker.ts --run <folder> [--datasets <folder>] [--from <checkpoint>]`
 * (`--clear-control` first forgets what an earlier process was asked to do).
 * It goes on from the newest checkpoint, writes events to `events.jsonl`, and ends at the next step with a
 * checkpoint on SIGINT, SIGTERM or a request in the control file.
 */
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { describeError, PlateauError } from '../../src-shared/errors.ts';
import type { RunConfig } from '../../src-shared/run/runConfig.ts';
import { runEvaluationFolder } from './evaluation/runEvaluationFolder.ts';
import { clearControl, type ControlRequest } from './run/control.ts';
import { openEventLog } from './run/eventLog.ts';
import { readAnyRunConfig } from './run/runFolder.ts';
import type { RunRequest } from './run/runRequest.ts';
import { stamp } from './run/stamp.ts';
import { lockRunFolder } from './run/workerLock.ts';
import { runSearchFolder } from './search/runSearchFolder.ts';

/** Starts the run that the configuration describes. */
function runFolder(config: RunConfig, rest: Omit<RunRequest, 'config'>): Promise<void> {
  return config.kind === 'search'
    ? runSearchFolder({ ...rest, config })
    : runEvaluationFolder({ ...rest, config });
}

const { values } = parseArgs({
  options: {
    run: { type: 'string' },
    datasets: { type: 'string' },
    from: { type: 'string' },
    'clear-control': { type: 'boolean' },
  },
});

let signal: ControlRequest | undefined;
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => (signal = 'stop'));

function versions(): Record<string, string> {
  const require = createRequire(import.meta.url);
  const version = (path: string): string =>
    z.looseObject({ version: z.string() }).parse(require(path)).version;
  return { plateau: version('../../package.json'), node: process.versions.node };
}

async function main(): Promise<void> {
  if (values.run === undefined) throw new PlateauError('No run folder was given.', 'Use --run <folder>.');
  const folder = resolve(values.run);
  const config = readAnyRunConfig(folder);
  // Runs and data sets lie side by side in the home folder: <home>/runs/<id>, <home>/datasets/<name>.
  const datasets = values.datasets ?? join(dirname(dirname(folder)), 'datasets');
  const unlock = lockRunFolder(folder);
  if (values['clear-control']) clearControl(folder);
  const log = openEventLog(folder);
  let step = 0;
  try {
    await runFolder(config, {
      folder,
      datasetFolder: join(datasets, config.dataset),
      ...(values.from === undefined ? {} : { from: values.from }),
      log: {
        ...log,
        append: (event) => {
          log.append(event);
          step = event.step;
        },
      },
      versions: versions(),
      signalled: () => signal,
    });
  } catch (error) {
    const remedy =
      error instanceof PlateauError ? error.remedy : 'This is a defect: please report it with the log.';
    const message = error instanceof Error ? error.message : String(error);
    log.append({ type: 'failed', ...stamp(step), message, remedy });
    throw error;
  } finally {
    log.close();
    unlock();
  }
}

try {
  await main();
} catch (error) {
  const detail =
    error instanceof PlateauError
      ? describeError(error)
      : error instanceof Error
        ? error.stack
        : String(error);
  process.stderr.write(`${detail}\n`);
  process.exitCode = 1;
}
