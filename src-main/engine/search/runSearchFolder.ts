/** Runs or resumes the search in a run folder: everything around the loop (data, state, checkpoints, events). */
import { hostname } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { PlateauError } from '../../../src-shared/errors.ts';
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import type { RunEvent } from '../../../src-shared/run/events.ts';
import { readDatasetInfo } from '../dataset/dataset.ts';
import type { DatasetInfo } from '../dataset/datasetInfo.ts';
import { assertConfigFits, latestCheckpoint, readCheckpoint, writeCheckpoint } from '../run/checkpoint.ts';
import { clearControl, type ControlRequest, pendingControl } from '../run/control.ts';
import { type EventLog, readEvents } from '../run/eventLog.ts';
import { processIdentity } from '../run/process.ts';
import type { StoredTensors } from '../run/safetensors.ts';
import { openBinding, tensorFlowInfo } from '../tensorflow/binding.ts';
import { CompiledSearch } from './compiledSearch.ts';
import { initialState } from './initialState.ts';
import { Progress } from './progress.ts';
import { Recorder, stamp } from './recorder.ts';
import { assertFits, halves, openLoaders, type Split, stepsOf } from './runData.ts';
import { runSearch } from './searchLoop.ts';
import { stateShapes } from './state.ts';

export interface RunRequest {
  readonly folder: string;
  readonly config: SearchConfig;
  readonly datasetFolder: string;
  /** A checkpoint file to go on from; the newest one when not given. */
  readonly from?: string;
  readonly log: EventLog;
  /** Versions that the run records. */
  readonly versions: Readonly<Record<string, string>>;
  /** What was asked by a signal since the last call. */
  readonly signalled: () => ControlRequest | undefined;
}

type Checkpoint = ReturnType<typeof readCheckpoint>;

/** Ends with a `finished`, `stopped` or `paused` event, or throws; does nothing to a finished run. */
export async function runSearchFolder(request: RunRequest): Promise<void> {
  const { folder, config, log } = request;
  // A finished run stays as it is, unless it is asked to go on from an earlier checkpoint.
  if (request.from === undefined && readEvents(folder).some((event) => event.type === 'finished')) return;
  openBinding(config);
  const file = request.from ?? latestCheckpoint(folder)?.file;
  const checkpoint = file === undefined ? undefined : readCheckpoint(file);
  if (checkpoint) assertConfigFits(checkpoint.state, config);
  const progress = checkpoint ? Progress.from(checkpoint.state) : new Progress();
  announce(request, progress, checkpoint !== undefined);

  const info = readDatasetInfo(request.datasetFolder);
  assertFits(config, info);
  const split = halves(config, info);
  const loaders = openLoaders(config, request.datasetFolder, split);
  try {
    const stepsPerEpoch = stepsOf(config, split);
    const compiled = compile(request, progress, info, stepsPerEpoch, split);
    compiled.load(checkpoint ? storedState(checkpoint, compiled) : initialState(compiled.net, config.seed));
    const append = (event: RunEvent): void => log.append(event);
    const recorder = new Recorder(config, split.measured, append);
    const keeper = new CheckpointKeeper(request, compiled, progress);
    const done = await runSearch({
      config,
      compiled,
      loaders,
      stepsPerEpoch,
      progress,
      recorder,
      pauseHere: () => keeper.pauseHere(),
      checkpointEpoch: () => keeper.write('epoch'),
    });
    if (done) finish(request, progress);
  } finally {
    await Promise.all([loaders.train.close(), loaders.alpha.close(), loaders.measure.close()]);
  }
}

function announce({ config, log, versions }: RunRequest, { step }: Progress, resumed: boolean): void {
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
  if (config.deterministic && gpu)
    log.append({
      type: 'progress',
      ...stamp(step),
      label: 'deterministic mode is only bit-exact on the CPU',
    });
}

function compile(
  { config, log }: RunRequest,
  { step }: Progress,
  info: DatasetInfo,
  stepsPerEpoch: number,
  split: Split,
): CompiledSearch {
  const began = performance.now();
  log.append({ type: 'progress', ...stamp(step), label: 'building the graph' });
  const compiled = new CompiledSearch(config, info, info.classes.length);
  const seconds = (performance.now() - began) / 1000;
  const shortened = [
    ...(config.stepsPerEpoch > 0 ? ['stepsPerEpoch'] : []),
    ...(split.measured < split.count - split.boundary ? ['validationImages'] : []),
  ];
  const { nodes } = compiled.session;
  log.append({
    type: 'network',
    ...stamp(step),
    parameters: compiled.net.parameters.size,
    nodes,
    stepsPerEpoch,
    shortened,
  });
  log.append({
    type: 'progress',
    ...stamp(step),
    label: 'first step: TensorFlow optimises the graph',
    seconds,
  });
  return compiled;
}

/** The tensors of a checkpoint, checked against what the search needs. */
export function storedState({ tensors }: Checkpoint, compiled: CompiledSearch): Record<string, Float32Array> {
  return Object.fromEntries(
    Object.keys(stateShapes(compiled.net)).map((name) => {
      const data = tensors[name]?.data;
      if (!(data instanceof Float32Array))
        throw new PlateauError(
          `The checkpoint has no tensor "${name}".`,
          'Resume from another checkpoint (--from).',
        );
      return [name, data];
    }),
  );
}

/** Writes checkpoints when they are due and hears when the run shall end. */
class CheckpointKeeper {
  readonly #request: RunRequest;
  readonly #compiled: CompiledSearch;
  readonly #progress: Progress;
  #last = performance.now();

  constructor(request: RunRequest, compiled: CompiledSearch, progress: Progress) {
    this.#request = request;
    this.#compiled = compiled;
    this.#progress = progress;
  }

  async pauseHere(): Promise<boolean> {
    await nextTurn();
    const { config, folder, log, signalled } = this.#request;
    const asked = signalled() ?? pendingControl(folder);
    if (asked) {
      this.write(asked);
      log.append({ type: asked === 'stop' ? 'stopped' : 'paused', ...stamp(this.#progress.step) });
      log.flush();
      clearControl(folder);
      return true;
    }
    if (performance.now() - this.#last > config.checkpointMinutes * 60_000) this.write('time');
    return false;
  }

  write(reason: 'epoch' | 'time' | 'stop' | 'pause'): void {
    const { config, folder, log } = this.#request;
    const { step, epoch } = this.#progress;
    log.flush();
    const shapes = stateShapes(this.#compiled.net);
    const tensors: Record<string, StoredTensors[string]> = {};
    for (const [name, data] of Object.entries(this.#compiled.read()))
      tensors[name] = { dtype: 'F32', shape: shapes[name] ?? [data.length], data };
    const file = writeCheckpoint(
      folder,
      { tensors, state: this.#progress.state(config) },
      config.keepCheckpoints,
    );
    log.append({ type: 'checkpoint', ...stamp(step), epoch, file, reason });
    this.#last = performance.now();
  }
}

function finish({ config, log }: RunRequest, progress: Progress): void {
  const selectedEpoch = progress.selectedEpoch(config);
  const { genotype } = progress.epochs[selectedEpoch]!;
  log.append({
    type: 'finished',
    ...stamp(progress.step),
    genotype,
    selection: config.select,
    selectedEpoch,
  });
  log.flush();
}
