/** How far a run is, and how long it will take. */
import type { RunSummary } from '../../../src-shared/contract/runs.ts';
import { duration } from '../../lib/format.ts';
import { entriesOf, type EpochEntry, type RunHistory } from './runHistory.ts';

/** s: the middle of the last five epochs' times; undefined before the first one is done. */
export function epochSeconds(epochs: readonly EpochEntry[]): number | undefined {
  const times = epochs.slice(-5).map(({ event }) => event.seconds);
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
}

/** s until the last epoch is done, at the pace of the last ones; `part` of the epoch after them is done. */
export function secondsLeft(epochs: readonly EpochEntry[], planned: number, part = 0): number | undefined {
  const each = epochSeconds(epochs);
  const left = planned - epochs.length - part;
  return each === undefined || left <= 0 ? undefined : left * each;
}

/** Weight steps of the epoch under way, of how many; undefined between epochs. */
export function stepOfEpoch(history: RunHistory): { readonly step: number; readonly of: number } | undefined {
  const { network, lastStep } = history;
  if (network === undefined || lastStep === undefined) return undefined;
  const of = network.stepsPerEpoch;
  const last = entriesOf(history).at(-1)?.event;
  const step = lastStep.step - (last?.step ?? 0);
  const done = last?.epoch ?? -1;
  return lastStep.epoch > done && step > 0 ? { step, of } : undefined;
}

/** Steps of the first epoch after which its pace says something about the rest of it. */
const STEADY = 5;

/** s until the last epoch is done; before the first is, from its steps: testing is not in it. */
function left(run: RunSummary, history: RunHistory): number | undefined {
  const under = stepOfEpoch(history);
  const epochs = entriesOf(history);
  if (epochs.length > 0)
    return secondsLeft(epochs, run.epochs, under === undefined ? 0 : under.step / under.of);
  if (under === undefined || under.step < STEADY || history.lastStep === undefined) return undefined;
  return history.lastStep.seconds * (run.epochs * under.of - under.step);
}

/** `3 of 600 epochs · step 120 of 521 · 5:58 min an epoch · 2 d 11 h left`. */
export function progressText(run: RunSummary, history: RunHistory): string {
  const running = run.state === 'running';
  const under = running ? stepOfEpoch(history) : undefined;
  const pace = epochSeconds(entriesOf(history));
  const remaining = running ? left(run, history) : undefined;
  return [
    `${run.epochsDone} of ${run.epochs} epochs`,
    ...(under === undefined ? [] : [`step ${under.step} of ${under.of}`]),
    ...(pace === undefined ? [] : [`${duration(pace)} an epoch`]),
    ...(remaining === undefined ? [] : [`${duration(remaining)} left`]),
  ].join(' · ');
}
