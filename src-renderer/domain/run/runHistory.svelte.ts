/** A run of the page, kept at what its log says: read once, then on from there whenever the host tells of a change. */
import type { RunDetail, RunSummary } from '../../../src-shared/contract/runs.ts';
import { describeError } from '../../../src-shared/errors.ts';
import { client } from '../../state/client.ts';
import { connection } from '../../state/connection.svelte.ts';
import { runs } from '../../state/runs.svelte.ts';
import { EMPTY_HISTORY, extend, type RunHistory } from './runHistory.ts';

export interface RunWatch {
  /** Undefined while it is read for the first time. */
  readonly detail: RunDetail | undefined;
  /** The newest the host said about the run. */
  readonly run: RunSummary | undefined;
  readonly history: RunHistory;
  readonly error: string | undefined;
  readonly retry: () => void;
}

/** Follows a run until the component that calls it is gone. */
export function watchRun(reference: string): RunWatch {
  let detail = $state.raw<RunDetail>();
  let history = $state.raw(EMPTY_HISTORY);
  let error = $state<string>();
  let next = 0; // bytes of events.jsonl read
  let wanted = 0; // bytes the host has told of
  let reading = false;

  async function readOn(id: string): Promise<void> {
    const answer = await client.invoke('runs.events', { run: id, since: next, steps: 'last' });
    // A log that was replaced by a shorter one is read from its start.
    const base = answer.next < next ? EMPTY_HISTORY : history;
    history = extend(base, answer.events);
    next = answer.next;
  }

  /** One reading at a time; what is told meanwhile is read right after. */
  async function read(): Promise<void> {
    if (reading) return;
    reading = true;
    try {
      detail ??= await client.invoke('runs.get', { run: reference });
      do await readOn(detail.run.id);
      while (next < wanted);
      error = undefined;
    } catch (failure) {
      error = describeError(failure);
    } finally {
      reading = false;
    }
  }

  $effect(() => {
    // After the host was away, what it did not tell is read too.
    if (connection.connected !== false) void read();
  });
  $effect(() =>
    client.subscribe('runs.changed', ({ runs: changed }) => {
      const summary = changed.find(({ id }) => id === detail?.run.id);
      if (summary === undefined || summary.offset <= next) return;
      wanted = summary.offset;
      void read();
    }),
  );

  return {
    get detail() {
      return detail;
    },
    get run() {
      return detail === undefined ? undefined : (runs.get(detail.run.id) ?? detail.run);
    },
    get history() {
      return history;
    },
    get error() {
      return error;
    },
    retry: () => void read(),
  };
}
