/** Starts the process of a run: a plain Node of its own that outlives the host. */
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { PlateauError } from '../../src-shared/errors.ts';
import { processIdentity, type ProcessIdentity } from '../engine/run/process.ts';
import { runPaths } from '../engine/run/runFolder.ts';
import { deviceEnvironment } from './devices.ts';

/** The engine's entry: runs or resumes the run in the folder given by `--run`. */
export const WORKER_SCRIPT = path.join(import.meta.dirname, '../engine/worker.ts');

/** Image files are decoded on libuv's threads, whose number is read when a process starts: 4 unless told. */
const IMAGE_THREADS = { UV_THREADPOOL_SIZE: String(Math.max(4, availableParallelism())) };

export interface WorkerStart {
  readonly folder: string;
  readonly datasets: string;
  /** Checkpoint file to go on from; null: the newest. */
  readonly from: string | null;
  readonly device: string;
  readonly script: string;
}

/** Starts `script` on the run in `folder`, detached, its output in the run's log file. */
export function spawnWorker({ folder, datasets, from, device, script }: WorkerStart): ProcessIdentity {
  const log = openSync(runPaths(folder).log, 'a');
  try {
    const args = ['--run', folder, '--datasets', datasets, ...(from === null ? [] : ['--from', from])];
    const child = spawn(process.execPath, [script, ...args], {
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...IMAGE_THREADS, ...process.env, ...deviceEnvironment(device) },
    });
    child.on('error', () => undefined); // shows as a process without an identity, below
    child.unref();
    const identity = child.pid === undefined ? undefined : processIdentity(child.pid);
    if (identity === undefined)
      throw new PlateauError(
        `${process.execPath} could not be started for ${folder}.`,
        'Look at the free memory.',
      );
    return identity;
  } finally {
    closeSync(log);
  }
}
