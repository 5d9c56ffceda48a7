/** Keeps the store at the run folders: reads what the logs grew by and tells the states. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { describeError, PlateauError } from '../../src-shared/errors.ts';
import { EventTail } from '../engine/run/eventLog.ts';
import { isSameProcess } from '../engine/run/process.ts';
import { readAnyRunConfig, runPaths } from '../engine/run/runFolder.ts';
import { readAnnotations } from '../store/annotations.ts';
import type { RunRow } from '../store/rows.ts';
import type { Store } from '../store/store.ts';
import { runIds } from './registry.ts';
import { effectiveState, type EffectiveState } from './states.ts';
import { readSupervision } from './supervision.ts';

export interface Skipped {
  readonly folder: string;
  readonly reason: string;
}

export type Tracker = ReturnType<typeof createTracker>;

/** What TensorFlow prints at every start, and what says nothing about an end. */
const CHATTER = /^(?:[IW]\d{4} |WARNING: All log messages|\s*$)/u;

function lastLine(file: string): string | undefined {
  try {
    const lines = readFileSync(file, 'utf8').split('\n');
    return lines.findLast((line) => !CHATTER.test(line))?.trim();
  } catch {
    return undefined;
  }
}

/** The process's own last words say more than that it is gone. */
function withLastWords({ state, reason }: EffectiveState, folder: string): EffectiveState {
  const words = state === 'lost' ? lastLine(runPaths(folder).log) : undefined;
  return words === undefined ? { state, reason } : { state, reason: `${reason} Its log ends: ${words}` };
}

/** A settled run changes only with its log (resumed by hand, or written to on another machine). */
function mayHaveChanged({ state, folder, event_offset: offset }: RunRow): boolean {
  if (state === 'running' || state === 'queued') return true;
  const size = statSync(runPaths(folder).events, { throwIfNoEntry: false })?.size ?? 0;
  return size !== offset;
}

export function createTracker(store: Store, runs: string) {
  const tails = new Map<string, EventTail>();

  function row(id: string): RunRow {
    const found = store.get(id);
    if (found === undefined) throw new PlateauError(`There is no run ${id}.`, 'See `plateau runs`.');
    return found;
  }

  function readLog(id: string): void {
    const { folder, event_offset: offset } = row(id);
    const tail = tails.get(id) ?? new EventTail(folder, offset);
    tails.set(id, tail);
    const events = tail.read();
    if (events.length > 0) store.ingest(id, events, tail.offset);
  }

  function stateOf(run: RunRow): EffectiveState {
    const { host, pid, process_start: start } = run;
    const facts = {
      logState: run.log_state,
      logReason: run.log_reason,
      process: host === null || pid === null || start === null ? null : { host, pid, start },
      offset: run.event_offset,
      updated: run.updated === null ? null : Date.parse(run.updated),
      longestGap: run.longest_gap,
      supervision: readSupervision(run.folder),
    };
    return effectiveState(facts, { host: hostname(), now: Date.now(), alive: isSameProcess });
  }

  /** Brings one run up to date and returns its row. A log that cannot be read is the run's reason. */
  function refresh(id: string): RunRow {
    let { state, reason } = stateOf(row(id)); // before the log: a process that ends meanwhile has had its last word read
    try {
      readLog(id);
      if (state !== 'running') ({ state, reason } = stateOf(row(id)));
    } catch (error) {
      reason = describeError(error);
    }
    const run = row(id);
    const next = withLastWords({ state, reason }, run.folder);
    if (run.state !== next.state || run.reason !== next.reason) store.setState(id, next.state, next.reason);
    return row(id);
  }

  return {
    refresh,

    /** Adds a run folder to the store. */
    add(id: string): RunRow {
      const folder = path.join(runs, id);
      store.register({ id, folder, config: readAnyRunConfig(folder), annotations: readAnnotations(folder) });
      return refresh(id);
    },

    /** Takes a run out of the store; its folder is the caller's to move. */
    forget(id: string): void {
      store.remove(id);
      tails.delete(id);
    },

    /**
     * Takes in folders the store does not know, drops rows whose folder is gone, refreshes the rest:
     * those that may have changed, or `all`.
     */
    synchronise({ all }: { all: boolean }): Skipped[] {
      const known = new Map(store.list().map((run) => [run.id, run]));
      const skipped: Skipped[] = [];
      for (const id of runIds(runs)) {
        const run = known.get(id);
        known.delete(id);
        try {
          if (run === undefined) this.add(id);
          else if (all || mayHaveChanged(run)) refresh(id);
        } catch (error) {
          skipped.push({ folder: path.join(runs, id), reason: describeError(error) });
        }
      }
      for (const id of known.keys()) {
        if (existsSync(path.join(runs, id))) continue;
        this.forget(id);
      }
      return skipped;
    },

    /** Forgets the store's content and reads every log from its beginning. */
    rebuild(): Skipped[] {
      store.clear();
      tails.clear();
      return this.synchronise({ all: true });
    },
  };
}
