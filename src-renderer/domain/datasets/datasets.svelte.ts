/** The host's data sets, kept at what it says, and those that are being added. */
import type { DatasetEntry } from '../../../src-shared/contract/datasets.ts';
import type { CommandInput } from '../../../src-shared/contract/commands.ts';
import { describeError } from '../../../src-shared/errors.ts';
import { client, onConnection } from '../../state/client.ts';

let all = $state.raw<readonly DatasetEntry[]>([]);
let loading = $state(true);
let error = $state<string>();
/** By name: undefined while it is added, then what went wrong. */
let adding = $state.raw<ReadonlyMap<string, string | undefined>>(new Map());
let watched = false;

async function list(): Promise<void> {
  try {
    all = (await client.invoke('datasets.list', {})).datasets;
    error = undefined;
  } catch (failure) {
    error = describeError(failure);
  } finally {
    loading = false;
  }
}

/** Lists them at the first call, then keeps the list at what the host says. */
function watch(): void {
  if (watched) return;
  watched = true;
  client.subscribe('datasets.changed', () => void list());
  onConnection((connected) => {
    if (connected || loading) void list();
  });
}

function setAdding(name: string, state: 'busy' | 'done' | { error: string }): void {
  const others = [...adding].filter(([other]) => other !== name);
  const entry: [string, string | undefined][] =
    state === 'done' ? [] : [[name, state === 'busy' ? undefined : state.error]];
  adding = new Map([...others, ...entry]);
}

export const datasets = {
  watch,
  reload: list,
  get all(): readonly DatasetEntry[] {
    return all;
  },
  get loading(): boolean {
    return loading;
  },
  get error(): string | undefined {
    return error;
  },
  /** Those being added (undefined), and those that could not be (why). */
  get adding(): ReadonlyMap<string, string | undefined> {
    return adding;
  },
  /** Adds one; goes on when the view is left. Resolves to whether it is there now. */
  async add(request: CommandInput<'datasets.add'>): Promise<boolean> {
    setAdding(request.name, 'busy');
    try {
      await client.invoke('datasets.add', request);
      setAdding(request.name, 'done');
      await list();
      return true;
    } catch (failure) {
      setAdding(request.name, { error: describeError(failure) });
      return false;
    }
  },
  /** Forgets that adding one went wrong. */
  forget(name: string): void {
    setAdding(name, 'done');
  },
};
