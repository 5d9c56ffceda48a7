/** Where a run stands and when it will be done, folded from its events (pure). */
import type { RunEvent } from '../../src-shared/run/events.ts';
import { decimals, duration } from './format.ts';
import { bar } from './progress.ts';

export interface RunProgress {
  readonly epochs: number;
  readonly stepsPerEpoch: number | null;
  readonly step: number;
  readonly epoch: number;
  readonly loss: string;
  /** What a long phase is doing; empty between steps. */
  readonly label: string;
  /** The first step of this session that was timed: its number, and when it was done, ms. */
  readonly mark: { readonly step: number; readonly time: number } | null;
  /** Time of the last step, ms. */
  readonly time: number;
}

const BAR_WIDTH = 20;

export function startProgress(run: {
  epochs: number;
  stepsPerEpoch: number | null;
  steps: number;
  epochsDone: number;
}): RunProgress {
  return {
    epochs: run.epochs,
    stepsPerEpoch: run.stepsPerEpoch,
    step: run.steps,
    epoch: run.epochsDone,
    loss: '',
    label: 'waiting for the process to start',
    mark: null,
    time: 0,
  };
}

/** The progress after an event. */
export function advance(progress: RunProgress, event: RunEvent): RunProgress {
  const time = Date.parse(event.time);
  switch (event.type) {
    case 'started':
      return { ...progress, label: `starting on ${event.device}`, mark: null };
    case 'resumed':
      return {
        ...progress,
        step: event.fromStep,
        label: `resuming at step ${event.fromStep} on ${event.device}`,
        mark: null,
      };
    case 'network':
      return { ...progress, stepsPerEpoch: event.stepsPerEpoch };
    case 'progress':
      return { ...progress, label: event.label };
    case 'step':
      return {
        ...progress,
        step: event.step,
        epoch: event.epoch,
        loss: decimals(event.loss, 3),
        label: '',
        // The first step of a session compiles the graph: the clock starts after it.
        mark: progress.mark ?? { step: event.step, time },
        time,
      };
    default:
      return progress;
  }
}

/** Seconds until the last step at the pace of this session (its epochs' ends included); null: unknown yet. */
export function secondsLeft({ mark, step, time, epochs, stepsPerEpoch }: RunProgress): number | null {
  if (mark === null || stepsPerEpoch === null || step <= mark.step) return null;
  const pace = (time - mark.time) / 1000 / (step - mark.step);
  return pace * (epochs * stepsPerEpoch - step);
}

/** The phase for plain lines: changes with the label and the epoch, not with the step. */
export function phaseText({ label, epoch, epochs }: RunProgress): string {
  // "validation 3 of 8 batches" is one phase.
  return label === '' ? epochText(epoch, epochs) : label.replace(/ \d+ of \d+.*$/u, '');
}

/** Epochs count from 0, as in the log, the tables and `--epoch`. */
function epochText(epoch: number, epochs: number): string {
  return `epoch ${Math.min(epoch, epochs - 1)} of 0–${epochs - 1}`;
}

/** The live line: bar, part done, epoch, step, loss, time left. */
export function liveText(progress: RunProgress): string {
  const { step, epochs, epoch, stepsPerEpoch, loss, label } = progress;
  if (stepsPerEpoch === null) return label;
  const total = epochs * stepsPerEpoch;
  const left = secondsLeft(progress);
  const parts = [
    `${bar(step / total, BAR_WIDTH)} ${Math.floor((100 * step) / total)} %`,
    epochText(epoch, epochs),
    `step ${step}/${total}`,
    loss === '' ? '' : `loss ${loss}`,
    left === null ? '' : `${duration(left)} left`,
    label,
  ];
  return parts.filter((part) => part !== '').join('  ');
}
