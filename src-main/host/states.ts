/** The state of a run: what its log says, the queue and the life of its process together (pure). */
import type { RunState } from '../../src-shared/contract/runs.ts';
import type { LogState } from '../store/rows.ts';
import type { Supervision } from './supervision.ts';

export interface ProcessOnHost {
  readonly host: string;
  readonly pid: number;
  readonly start: string;
}

export interface RunFacts {
  /** The last word of the log; null: no event yet. */
  readonly logState: LogState | null;
  readonly logReason: string | null;
  /** The process that wrote the last session of the log. */
  readonly process: ProcessOnHost | null;
  /** Bytes of the log that are known. */
  readonly offset: number;
  /** Time of the last event, ms since the epoch. */
  readonly updated: number | null;
  /** Longest step or silence of a session, s. */
  readonly longestGap: number;
  readonly supervision: Supervision | undefined;
}

export interface World {
  readonly host: string;
  /** ms since the epoch */
  readonly now: number;
  alive(process: { pid: number; start: string }): boolean;
}

export interface EffectiveState {
  readonly state: RunState;
  readonly reason: string | null;
}

/** A run of another machine is lost after this many of its longest silences without an event. */
const PATIENCE = 5;

function state(name: RunState, reason: string | null = null): EffectiveState {
  return { state: name, reason };
}

function isAlive(process: ProcessOnHost | null, world: World): boolean {
  return process !== null && process.host === world.host && world.alive(process);
}

/** A log without a last word and no living process on this machine: gone, or out of sight elsewhere. */
function withoutLastWord(facts: RunFacts, world: World): EffectiveState {
  const { process, updated, longestGap } = facts;
  if (process === null || process.host === world.host)
    return state('lost', `Process ${process?.pid ?? '?'} is gone and left no last event.`);
  // Before the first step there is nothing to measure the silence by: no verdict.
  const silence = updated === null ? 0 : (world.now - updated) / 1000;
  if (longestGap > 0 && silence > PATIENCE * longestGap)
    return state(
      'lost',
      `No event from ${process.host} for ${Math.round(silence)} s, ${PATIENCE} times its longest step is ${Math.round(PATIENCE * longestGap)} s.`,
    );
  return state('running');
}

/** The state that all facts add up to. */
export function effectiveState(facts: RunFacts, world: World): EffectiveState {
  const { supervision, logState } = facts;
  const worker = supervision?.worker ?? null;
  if (isAlive(worker, world)) return state('running');
  if (logState === 'running' && isAlive(facts.process, world)) return state('running');
  if (supervision?.waiting === true) return state('queued');
  if (worker !== null && worker.host === world.host && worker.offset === facts.offset)
    return state('lost', `Process ${worker.pid} ended before its first event.`);
  if (logState === null) return state('stopped', 'It has not been started.');
  if (logState === 'running') return withoutLastWord(facts, world);
  // A paused run that has given up its place in the queue is a stopped one.
  if (logState === 'paused' && supervision !== undefined && supervision.place === null)
    return state('stopped');
  return state(logState, facts.logReason);
}
