/** What the process of a run is asked for, and its first words in the log. */
import { hostname } from 'node:os';
import type { RunConfig } from '../../../src-shared/run/runConfig.ts';
import { openBinding, tensorFlowInfo } from '../tensorflow/binding.ts';
import { latestCheckpoint } from './checkpoint.ts';
import type { ControlRequest } from './control.ts';
import { type EventLog, readEvents } from './eventLog.ts';
import { processIdentity } from './process.ts';
import { stamp } from './stamp.ts';

export interface RunRequest<Config extends RunConfig = RunConfig> {
  readonly folder: string;
  readonly config: Config;
  readonly datasetFolder: string;
  /** A checkpoint file to go on from; the newest one when not given. */
  readonly from?: string;
  readonly log: EventLog;
  /** Versions that the run records. */
  readonly versions: Readonly<Record<string, string>>;
  /** What was asked by a signal since the last call. */
  readonly signalled: () => ControlRequest | undefined;
}

/** A finished run stays as it is, unless it is asked to go on from an earlier checkpoint. */
export function alreadyFinished({ folder, from }: RunRequest): boolean {
  return from === undefined && readEvents(folder).some((event) => event.type === 'finished');
}

/** The checkpoint file that the run goes on from; undefined: from its beginning. */
export function startingCheckpoint({ folder, from }: RunRequest): string | undefined {
  return from ?? latestCheckpoint(folder)?.file;
}

/** Loads TensorFlow and writes that the run has started, or resumed at `step`. */
export function announce({ config, log, versions }: RunRequest, step: number, resumed: boolean): void {
  openBinding(config);
  const identity = processIdentity(process.pid);
  const { version, gpu } = tensorFlowInfo();
  const who = {
    pid: process.pid,
    processStart: identity?.start ?? '',
    host: hostname(),
    device: gpu ? 'GPU' : 'CPU',
  };
  if (resumed) log.append({ type: 'resumed', ...stamp(step), fromStep: step, ...who });
  else log.append({ type: 'started', ...stamp(0), ...who, versions: { ...versions, tensorflow: version } });
  if (config.deterministic && gpu) {
    const label = 'deterministic mode is only bit-exact on the CPU';
    log.append({ type: 'progress', ...stamp(step), label });
  }
}

/** Builds the graph of a run, and says so: both this and the first step after it take their time. */
export function built<Compiled>({ log }: RunRequest, step: number, build: () => Compiled): Compiled {
  const began = performance.now();
  log.append({ type: 'progress', ...stamp(step), label: 'building the graph' });
  const compiled = build();
  const seconds = (performance.now() - began) / 1000;
  const label = 'first step: TensorFlow optimises the graph';
  log.append({ type: 'progress', ...stamp(step), label, seconds });
  return compiled;
}
