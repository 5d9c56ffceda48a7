/** What a run says of itself that few views need, asked for once: its configuration, its events. */
import type { Client } from '../../../src-shared/contract/client.ts';
import type { RunSummary } from '../../../src-shared/contract/runs.ts';
import type { RunEvent } from '../../../src-shared/run/events.ts';
import type { RunConfig } from '../../../src-shared/run/runConfig.ts';

/** Questions that may be on their way to the host at a time. */
const AT_A_TIME = 6;

/** Maps items one after the other on a few tracks; the answers in the order of the items. */
export async function inTurn<T, R>(items: readonly T[], ask: (item: T) => Promise<R>): Promise<R[]> {
  const answers: R[] = [];
  const rest = items.entries();
  const track = async (): Promise<void> => {
    for (const [index, item] of rest) answers[index] = await ask(item);
  };
  await Promise.all(Array.from({ length: Math.min(AT_A_TIME, items.length) }, track));
  return answers;
}

export interface RunData {
  /** The configurations of runs, in their order; they never change. */
  readonly configs: (runs: readonly RunSummary[]) => Promise<RunConfig[]>;
  /** The events of runs without those of single steps, by run; read again when a run has gone on. */
  readonly events: (runs: readonly RunSummary[]) => Promise<ReadonlyMap<string, readonly RunEvent[]>>;
}

/** Asks the host and keeps what it said. */
export function createRunData(client: Client): RunData {
  const configs = new Map<string, RunConfig>();
  const events = new Map<string, { readonly epochs: number; readonly events: readonly RunEvent[] }>();

  async function configOf({ id }: RunSummary): Promise<RunConfig> {
    const known = configs.get(id) ?? (await client.invoke('runs.get', { run: id })).config;
    configs.set(id, known);
    return known;
  }

  async function eventsOf({ id, epochsDone }: RunSummary): Promise<readonly RunEvent[]> {
    const known = events.get(id);
    if (known?.epochs === epochsDone) return known.events;
    const answer = await client.invoke('runs.events', { run: id, steps: 'none' });
    events.set(id, { epochs: epochsDone, events: answer.events });
    return answer.events;
  }

  return {
    configs: (runs) => inTurn(runs, configOf),
    events: async (runs) =>
      new Map(await inTurn(runs, async (run) => [run.id, await eventsOf(run)] as const)),
  };
}
