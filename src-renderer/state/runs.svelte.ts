/** All runs, kept at what the host says: listed once, then changed by its events. */
import type { RunSummary } from '../../src-shared/contract/runs.ts';
import { describeError } from '../../src-shared/errors.ts';
import { client, onConnection } from './client.ts';

// Raw: a thousand summaries need no proxies; every change makes a new array.
let all = $state.raw<readonly RunSummary[]>([]);
let loading = $state(true);
let error = $state<string>();

const newestFirst = (left: RunSummary, right: RunSummary): number => (left.id < right.id ? 1 : -1);

function apply(changed: readonly RunSummary[], removed: readonly string[]): void {
  const byId = new Map(all.map((run) => [run.id, run]));
  for (const run of changed) byId.set(run.id, run);
  for (const id of removed) byId.delete(id);
  all = [...byId.values()].sort(newestFirst);
}

async function list(): Promise<void> {
  try {
    all = [...(await client.invoke('runs.list', {})).runs].sort(newestFirst);
    error = undefined;
  } catch (failure) {
    error = describeError(failure);
  } finally {
    loading = false;
  }
}

client.subscribe('runs.changed', ({ runs: changed, removed }) => apply(changed, removed));
// What happened while the host was away is not told again.
onConnection((connected) => {
  if (connected || loading) void list();
});

export const runs = {
  get all(): readonly RunSummary[] {
    return all;
  },
  get loading(): boolean {
    return loading;
  },
  get error(): string | undefined {
    return error;
  },
  get(id: string): RunSummary | undefined {
    return all.find((run) => run.id === id);
  },
  /** Takes in what a command answered, before its event comes. */
  apply,
  reload: list,
};
