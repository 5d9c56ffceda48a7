/** Commands that read runs, and that start, stop and bring them here. */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { monotonicFactory } from 'ulid';
import type { RunSummary } from '../../../src-shared/contract/runs.ts';
import type { RunConfig } from '../../../src-shared/run/runConfig.ts';
import { EventTail } from '../../engine/run/eventLog.ts';
import { createRunFolder, runPaths } from '../../engine/run/runFolder.ts';
import { epochRows } from '../../store/epochs.ts';
import { toSummary } from '../../store/rows.ts';
import { createEstimator, estimateSearch, runSpectrum } from '../analyses.ts';
import { selectSteps } from '../eventSelection.ts';
import { importFolder } from '../registry.ts';
import { assertRunnable, evaluationRuns } from '../runnable.ts';
import { lastLines } from '../tail.ts';
import { findRun, type HandlerParts, type Handlers } from './parts.ts';

type Reading = 'runs.list' | 'runs.get' | 'runs.series' | 'runs.events' | 'runs.log' | 'runs.spectrum';
type Creating = 'runs.create' | 'evaluations.create' | 'runs.import' | 'search.estimate';
type Steering = 'runs.resume' | 'runs.stop' | 'runs.pause' | 'runs.cancel';

export function readingHandlers(parts: HandlerParts): Handlers<Reading> {
  const { home, store, signal } = parts;
  return {
    'runs.list': ({ state }) => ({
      runs: store
        .list()
        .filter((run) => state === undefined || run.state === state)
        .map(toSummary),
    }),
    'runs.get': ({ run: reference }) => {
      const run = findRun(parts, reference);
      return { run: toSummary(run), config: store.config(run), epochs: epochRows(store, run.id) };
    },
    'runs.series': ({ run, names }) => ({ series: store.series(findRun(parts, run).id, names) }),
    'runs.events': ({ run: reference, since, steps }) => {
      // The run first: events that come in between are read again, none is missed.
      const run = findRun(parts, reference);
      const tail = new EventTail(run.folder, since);
      const events = selectSteps(tail.read(), steps);
      return { events, next: tail.offset, run: toSummary(run) };
    },
    'runs.log': ({ run, lines }) => ({
      lines: lastLines(runPaths(findRun(parts, run).folder).log, lines),
    }),
    'runs.spectrum': ({ run }) => runSpectrum(home, findRun(parts, run), { quiet: true, signal }),
  };
}

export function creatingHandlers(parts: HandlerParts): Handlers<Creating> {
  const { home, runs, tracker, scheduler, signal } = parts;
  const nextId = monotonicFactory(); // runs made together are listed in their order
  const estimate = createEstimator((config) => estimateSearch(home, config, { quiet: true, signal }));

  /** Makes the runs and puts them into the queue: all of them, or none when a folder cannot be made. */
  function create(configs: readonly RunConfig[]): RunSummary[] {
    const made: string[] = [];
    try {
      for (const config of configs) {
        const id = nextId();
        createRunFolder(path.join(runs, id), config);
        made.push(id);
      }
    } catch (error) {
      for (const id of made) rmSync(path.join(runs, id), { recursive: true, force: true });
      throw error;
    }
    return made.map((id) => toSummary(scheduler.enqueue(tracker.add(id))));
  }

  return {
    'runs.create': async ({ config }) => {
      await assertRunnable(home, config);
      const [run] = create([config]);
      return run!;
    },
    'evaluations.create': async ({ config, seeds }) => {
      const configs = await evaluationRuns(home, config, seeds);
      return { runs: create(configs) };
    },
    'runs.import': ({ folder, link }) => toSummary(tracker.add(importFolder(runs, folder, link))),
    'search.estimate': ({ config }) => estimate(config),
  };
}

export function steeringHandlers(parts: HandlerParts): Handlers<Steering> {
  const { scheduler } = parts;
  return {
    'runs.resume': ({ run, from }) => toSummary(scheduler.enqueue(findRun(parts, run), from)),
    'runs.stop': ({ run }) => toSummary(scheduler.stop(findRun(parts, run))),
    'runs.pause': ({ run }) => toSummary(scheduler.pause(findRun(parts, run))),
    'runs.cancel': ({ run }) => toSummary(scheduler.cancel(findRun(parts, run))),
  };
}
