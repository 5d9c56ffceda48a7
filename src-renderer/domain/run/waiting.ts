/** What a run without an epoch is at, in words. */
import type { RunState, RunSummary } from '../../../src-shared/contract/runs.ts';
import { duration, quantity } from '../../lib/format.ts';
import type { RunHistory } from './runHistory.ts';

export interface Waiting {
  readonly title: string;
  readonly text: string;
}

function running({ kind }: RunSummary, { progress, lastStep, network, started }: RunHistory): Waiting {
  if (lastStep !== undefined) {
    const of = network === undefined ? '' : ` of ${network.stepsPerEpoch}`;
    const validating = progress !== undefined && progress.step >= lastStep.step && progress.step > 0;
    return {
      title: validating ? 'The first epoch is measured' : 'The first epoch is under way',
      text: validating
        ? progress.label
        : `Step ${lastStep.step}${of} · loss ${quantity(lastStep.loss)} · ${duration(lastStep.seconds)} a step`,
    };
  }
  if (progress !== undefined)
    return {
      title: kind === 'evaluation' ? 'The network is compiled' : 'The supernet is compiled',
      text: `${progress.label}. The first step takes far longer than those after it.`,
    };
  return started === undefined
    ? { title: 'The process starts', text: 'TensorFlow and the data set are loaded.' }
    : { title: 'The data set is read', text: `On ${started.host}, ${started.device}.` };
}

const ENDED: Readonly<Record<Exclude<RunState, 'running'>, Waiting>> = {
  queued: { title: 'Waits in the queue', text: 'It starts when its device is free and this host is there.' },
  paused: { title: 'Paused before its first epoch', text: 'Resume goes on from the checkpoint.' },
  stopped: {
    title: 'Stopped before its first epoch',
    text: 'Resume goes on, from a checkpoint where there is one.',
  },
  failed: { title: 'Failed before its first epoch', text: 'The log says what the process did last.' },
  lost: { title: 'Lost before its first epoch', text: 'Its process is gone. Resume starts it again.' },
  finished: { title: 'Finished without an epoch', text: 'There is nothing to show.' },
};

/** Title and text for a run that has no epoch yet. */
export function waitingFor(run: RunSummary, history: RunHistory): Waiting {
  if (run.state === 'running') return running(run, history);
  const { title, text } = ENDED[run.state];
  return { title, text: run.state === 'queued' && run.reason !== null ? run.reason : text };
}
