/** Stays with a run until it ends: progress, a row an epoch, Ctrl-C. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../../src-shared/contract/client.ts';
import type { RunSummary } from '../../src-shared/contract/runs.ts';
import type { RunEvent } from '../../src-shared/run/events.ts';
import { EpochCollector, epochTable } from './epochTable.ts';
import { networkText } from './networkText.ts';
import type { Output } from './output.ts';
import { palette } from './palette.ts';
import { createProgress } from './progress.ts';
import { advance, liveText, phaseText, startProgress } from './runProgress.ts';
import { rowPrinter } from './table.ts';

/** ms between two questions for new events. */
const POLL = 250;

const STOPPING = 'Stopping at the next step, with a checkpoint. Ctrl-C again leaves without waiting for it.';
const QUEUED = 'queued: starts when a device is free';

export interface Followed {
  readonly run: RunSummary;
  /** The user asked it to stop. */
  readonly interrupted: boolean;
  /** The user went away before it ended. */
  readonly detached: boolean;
}

/** What Ctrl-C means: first a wish to stop, then leaving. */
function interrupts(onFirst: () => void): { readonly count: () => number; release(): void } {
  let presses = 0;
  function press(): void {
    presses++;
    if (presses === 1) onFirst();
  }
  process.on('SIGINT', press);
  return { count: () => presses, release: () => process.off('SIGINT', press) };
}

/** Stops runs one after the other; one may just have ended by itself. */
async function stopAll(client: Client, runs: readonly RunSummary[]): Promise<void> {
  for (const { id } of runs) await client.invoke('runs.stop', { run: id }).catch(() => undefined);
}

/**
 * Shows the events of `start` from byte `since` of its log on, until it ends or the user leaves. Ctrl-C stops
 * it, and first the runs `behind` it, which would start in its place.
 */
export async function followRun(
  client: Client,
  output: Output,
  start: RunSummary,
  since: number,
  behind: readonly RunSummary[] = [],
): Promise<Followed> {
  const progress = createProgress();
  const style = palette(process.stdout);
  const { config } = await client.invoke('runs.get', { run: start.id });
  const table = rowPrinter(epochTable(config).columns);
  const epochs = new EpochCollector(config);
  let state = startProgress(start);
  let headed = false;
  let run = start;
  let next = since;

  function print(rows: readonly string[][]): void {
    for (const row of rows)
      progress.line(() => {
        if (!headed) output.say(style.dim(table.header));
        headed = true;
        output.say(table.row(row));
      });
  }

  function show(event: RunEvent): void {
    state = advance(state, event);
    print(epochs.add(event));
    if (event.type === 'network') progress.line(() => output.note(networkText(event, config)));
    progress.update(phaseText(state), liveText(state));
  }

  const keys = interrupts(() => {
    progress.line(() => output.note(STOPPING));
    for (const { id } of [start, ...behind])
      progress.line(() => output.note(`Go on later with: plateau resume ${id}`));
    void stopAll(client, [...behind, start]);
  });
  try {
    while (keys.count() < 2) {
      const news = await client.invoke('runs.events', { run: start.id, since: next });
      ({ next, run } = news);
      if (run.state === 'queued') progress.update(run.reason ?? QUEUED);
      else if (news.events.length === 0) progress.update(phaseText(state), liveText(state));
      news.events.forEach(show);
      if (run.state !== 'running' && run.state !== 'queued') break;
      if (news.events.length === 0) await sleep(POLL);
    }
    print(epochs.flush());
  } finally {
    progress.done();
    keys.release();
  }
  return {
    run,
    interrupted: keys.count() > 0,
    detached: run.state === 'running' || run.state === 'queued',
  };
}
