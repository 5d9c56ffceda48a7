/** What the handlers of the contract work with. */
import type { CommandHandlers, CommandName } from '../../../src-shared/contract/commands.ts';
import type { RunRow } from '../../store/rows.ts';
import type { Store } from '../../store/store.ts';
import type { Hub } from '../hub.ts';
import { resolveRun } from '../resolve.ts';
import type { Scheduler } from '../scheduler.ts';
import type { Tracker } from '../tracker.ts';

export interface HandlerParts {
  readonly home: string;
  /** Where the run folders lie. */
  readonly runs: string;
  readonly store: Store;
  readonly tracker: Tracker;
  readonly scheduler: Scheduler;
  readonly devices: readonly string[];
  readonly hub: Hub;
  /** Ends what the host has started for an answer. */
  readonly signal: AbortSignal;
}

/** The handlers of some commands. */
export type Handlers<N extends CommandName> = Pick<CommandHandlers, N>;

/** The run a reference means, up to date. */
export function findRun({ store, tracker }: HandlerParts, reference: string): RunRow {
  return tracker.refresh(resolveRun(store.list(), reference).id);
}

/** Runs by whole ids, up to date; an unknown one is refused. */
export function runsOf({ tracker }: HandlerParts, ids: readonly string[]): RunRow[] {
  return [...new Set(ids)].map((id) => tracker.refresh(id));
}
