/** The run queue: who waits, who starts, and how a run is asked to stop. */
import { hostname } from 'node:os';
import { monotonicFactory } from 'ulid';
import { PlateauError } from '../../src-shared/errors.ts';
import { clearControl, requestControl } from '../engine/run/control.ts';
import type { RunRow } from '../store/rows.ts';
import type { Store } from '../store/store.ts';
import { CPU } from './devices.ts';
import { nextStarts } from './queue.ts';
import { spawnWorker } from './spawn.ts';
import { readSupervision, updateSupervision } from './supervision.ts';
import type { Tracker } from './tracker.ts';

export interface SchedulerOptions {
  readonly datasets: string;
  readonly store: Store;
  readonly tracker: Tracker;
  readonly devices: readonly string[];
  readonly parallel: number;
  readonly worker: string;
}

export type Scheduler = ReturnType<typeof createScheduler>;

function wrongState(run: RunRow, verb: string, remedy: string): PlateauError {
  return new PlateauError(`Run ${run.id} is ${run.state}, so it cannot be ${verb}.`, remedy);
}

export function createScheduler({ datasets, store, tracker, devices, worker, ...options }: SchedulerOptions) {
  const nextPlace = monotonicFactory();
  let { parallel } = options;

  function start(run: RunRow, device: string): void {
    clearControl(run.folder); // what an earlier session was asked to do
    const from = readSupervision(run.folder)?.from ?? null;
    const process = spawnWorker({ folder: run.folder, datasets, from, device, script: worker });
    updateSupervision(run.folder, {
      waiting: false,
      from: null,
      worker: { host: hostname(), ...process, device, offset: run.event_offset },
    });
    tracker.refresh(run.id);
  }

  /** Starts what fits now. */
  function startWaiting(): void {
    const queued = store.inState('queued');
    if (queued.length === 0) return;
    const waiting = queued.map(({ id, folder }) => ({ id, place: readSupervision(folder)?.place ?? id }));
    const here = store.inState('running').filter(({ host }) => host === null || host === hostname());
    const busy = here.map(({ folder }) => readSupervision(folder)?.worker?.device ?? CPU);
    for (const { id, device } of nextStarts(waiting, busy, devices, parallel)) {
      const run = queued.find((candidate) => candidate.id === id);
      if (run !== undefined) start(run, device);
    }
  }

  function leaveQueue(run: RunRow): RunRow {
    updateSupervision(run.folder, { place: null, waiting: false });
    return tracker.refresh(run.id);
  }

  return {
    startWaiting,

    counts: () => ({ running: store.inState('running').length, queued: store.inState('queued').length }),

    get parallel(): number {
      return parallel;
    },
    set parallel(value: number) {
      parallel = value;
    },

    /**
     * Puts a run into the queue: at its old place where it kept one, else at the end. It goes on from
     * the checkpoint file `from`, or the newest.
     */
    enqueue(run: RunRow, from: string | null = null): RunRow {
      if (run.state === 'queued' || run.state === 'running') {
        if (from === null) return run;
        throw wrongState(
          run,
          `resumed from ${from}`,
          `Stop it first with \`plateau stop ${run.id}\`, or leave --from out to follow it.`,
        );
      }
      if (run.state === 'finished')
        throw wrongState(
          run,
          'resumed',
          `See its result with \`plateau show ${run.id}\`, or start another run.`,
        );
      const place = readSupervision(run.folder)?.place ?? nextPlace();
      updateSupervision(run.folder, { place, waiting: true, from });
      tracker.refresh(run.id);
      startWaiting();
      return tracker.refresh(run.id);
    },

    /** Asks a run to write a checkpoint at the next step and end; it leaves the queue. */
    stop(run: RunRow): RunRow {
      if (run.state === 'queued' || run.state === 'paused') return leaveQueue(run);
      if (run.state !== 'running')
        throw wrongState(run, 'stopped', 'Only running, paused and queued runs can be.');
      requestControl(run.folder, 'stop');
      if (readSupervision(run.folder) !== undefined) updateSupervision(run.folder, { place: null });
      return run;
    },

    /** Asks a run to write a checkpoint at the next step and end; it keeps its place in the queue. */
    pause(run: RunRow): RunRow {
      if (run.state !== 'running') throw wrongState(run, 'paused', 'Only running runs can be.');
      requestControl(run.folder, 'pause');
      return run;
    },

    /** Takes a waiting run out of the queue. */
    cancel(run: RunRow): RunRow {
      if (run.state !== 'queued')
        throw wrongState(run, 'cancelled', `Only queued runs can be; use \`plateau stop ${run.id}\`.`);
      return leaveQueue(run);
    },
  };
}
