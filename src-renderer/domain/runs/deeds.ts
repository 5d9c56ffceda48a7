/** What can be done to runs in which state: one table for the bar, the panel and the keys. */
import type { RunState, RunSummary } from '../../../src-shared/contract/runs.ts';

export const CONTROLS = {
  pause: { title: 'Pause', states: ['running'], done: 'asked to pause' },
  stop: { title: 'Stop', states: ['running', 'queued', 'paused'], done: 'asked to stop' },
  resume: { title: 'Resume', states: ['paused', 'stopped', 'failed', 'lost'], done: 'back in the queue' },
} as const satisfies Record<string, { title: string; states: readonly RunState[]; done: string }>;
export type Control = keyof typeof CONTROLS;

export const CONTROL_NAMES = ['pause', 'stop', 'resume'] as const satisfies readonly Control[];

/** The runs among these that a control applies to. */
export function applicable(control: Control, runs: readonly RunSummary[]): RunSummary[] {
  const states: readonly RunState[] = CONTROLS[control].states;
  return runs.filter(({ state }) => states.includes(state));
}

/** The runs of these that could be deleted: a process that lives must be stopped first. */
export function deletable(runs: readonly RunSummary[]): RunSummary[] {
  return runs.filter(({ state }) => state !== 'running');
}

/** `1 run`, `3 runs`. */
export function runCount(n: number): string {
  return `${n} run${n === 1 ? '' : 's'}`;
}
