/** The host's side of the contract: one handler a command. */
import path from 'node:path';
import { ulid } from 'ulid';
import type { CommandHandlers } from '../../src-shared/contract/commands.ts';
import { EventTail } from '../engine/run/eventLog.ts';
import { createRunFolder } from '../engine/run/runFolder.ts';
import { epochRows } from '../store/epochs.ts';
import { toSummary, type RunRow } from '../store/rows.ts';
import type { Store } from '../store/store.ts';
import { assertRunnable } from './runnable.ts';
import { importFolder } from './registry.ts';
import { resolveRun } from './resolve.ts';
import type { Scheduler } from './scheduler.ts';
import type { Tracker } from './tracker.ts';

export interface HandlerParts {
  readonly home: string;
  readonly runs: string;
  readonly store: Store;
  readonly tracker: Tracker;
  readonly scheduler: Scheduler;
  readonly devices: readonly string[];
}

export function createHandlers({
  home,
  runs,
  store,
  tracker,
  scheduler,
  devices,
}: HandlerParts): CommandHandlers {
  /** The run a reference means, up to date. */
  function find(reference: string): RunRow {
    return tracker.refresh(resolveRun(store.list(), reference).id);
  }

  return {
    'host.info': () => ({
      home,
      pid: process.pid,
      devices: [...devices],
      parallel: scheduler.parallel,
      ...scheduler.counts(),
    }),
    'queue.configure': ({ parallel }) => {
      scheduler.parallel = parallel;
      scheduler.startWaiting();
      return { parallel };
    },
    'runs.list': ({ state }) => ({
      runs: store
        .list()
        .filter((run) => state === undefined || run.state === state)
        .map(toSummary),
    }),
    'runs.get': ({ run: reference }) => {
      const run = find(reference);
      return { run: toSummary(run), config: store.config(run), epochs: epochRows(store, run.id) };
    },
    'runs.series': ({ run, names }) => ({ series: store.series(find(run).id, names) }),
    'runs.events': ({ run: reference, since }) => {
      // The run first: events that come in between are read again, none is missed.
      const run = find(reference);
      const tail = new EventTail(run.folder, since);
      const events = tail.read();
      return { events, next: tail.offset, run: toSummary(run) };
    },
    'runs.create': async ({ config }) => {
      await assertRunnable(home, config);
      const id = ulid();
      createRunFolder(path.join(runs, id), config);
      return toSummary(scheduler.enqueue(tracker.add(id)));
    },
    'runs.resume': ({ run, from }) => toSummary(scheduler.enqueue(find(run), from)),
    'runs.stop': ({ run }) => toSummary(scheduler.stop(find(run))),
    'runs.pause': ({ run }) => toSummary(scheduler.pause(find(run))),
    'runs.cancel': ({ run }) => toSummary(scheduler.cancel(find(run))),
    'runs.import': ({ folder, link }) => toSummary(tracker.add(importFolder(runs, folder, link))),
    'store.rebuild': () => {
      const skipped = tracker.rebuild();
      return { runs: store.list().length, skipped: [...skipped] };
    },
  };
}
