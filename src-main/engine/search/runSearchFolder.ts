/** Runs or resumes the search in a run folder: everything around the loop (data, state, checkpoints, events). */
import { basename } from 'node:path';
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import { readDatasetInfo } from '../dataset/dataset.ts';
import { eigenvaluesSince, raised } from '../methods/weightDecayRaised.ts';
import {
  assertConfigFits,
  type Checkpoint,
  checkpointOfEpoch,
  readCheckpoint,
  writeCheckpoint,
} from '../run/checkpoint.ts';
import { CheckpointKeeper, storedTensors } from '../run/checkpointKeeper.ts';
import { readEvents } from '../run/eventLog.ts';
import { alreadyFinished, announce, built, type RunRequest, startingCheckpoint } from '../run/runRequest.ts';
import { stamp } from '../run/stamp.ts';
import type { TensorData } from '../tensorflow/variables.ts';
import type { CompiledSearch } from './compiledSearch.ts';
import { Progress } from './progress.ts';
import { Recorder } from './recorder.ts';
import { assertFits, halves, type Split } from './runData.ts';
import { searchCheckpointSchema } from './searchCheckpoint.ts';
import { runSearch } from './searchLoop.ts';
import type { StateName } from './state.ts';
import { type EndOfSearch, endOfSearch } from './stopRules.ts';
import { Units } from './unit.ts';

type SearchRequest = RunRequest<SearchConfig>;

/** Ends with a `finished`, `stopped` or `paused` event, or throws; does nothing to a finished run. */
export async function runSearchFolder(request: SearchRequest): Promise<void> {
  const { config, log } = request;
  if (alreadyFinished(request)) return;
  const file = startingCheckpoint(request);
  const checkpoint = file === undefined ? undefined : readCheckpoint(file, searchCheckpointSchema);
  if (checkpoint) assertConfigFits(checkpoint.state, config);
  const progress = checkpoint ? Progress.from(checkpoint.state) : new Progress();
  announce(request, progress.step, checkpoint !== undefined);

  const info = readDatasetInfo(request.datasetFolder);
  assertFits(config, info);
  const split = halves(config, info);
  const units = new Units({
    config,
    info,
    datasetFolder: request.datasetFolder,
    split,
    built: (build, stepsPerEpoch) => announced(request, progress, split, stepsPerEpoch, build),
  });
  try {
    await units.enter(progress, checkpoint && tensorsOf(checkpoint));
    const keeper = new CheckpointKeeper(request, {
      compiled: {
        get shapes() {
          return units.current.compiled.shapes;
        },
        read: () => units.current.compiled.read(),
      },
      schema: searchCheckpointSchema,
      state: () => progress.state(config),
      alsoKept: () => checkpointsToGoBackTo(request),
    });
    const done = await runSearch({
      config,
      enter: () => units.enter(progress),
      progress,
      recorder: new Recorder(config, split.measured, (event) => log.append(event)),
      pauseHere: () => keeper.pauseHere(),
      checkpointEpoch: () => keeper.write('epoch'),
      goBack: (end) => goBack(request, progress, units, end),
    });
    if (done) finish(request, progress);
  } finally {
    await units.close();
  }
}

function tensorsOf(checkpoint: Checkpoint): (compiled: CompiledSearch) => TensorData<StateName> {
  return (compiled) => storedTensors(checkpoint, compiled.shapes);
}

/** Epochs whose ends the eigenvalue rule may go back to: it looks back over 12. */
const BACK = 14;

/** File names of the checkpoints that a search may have to go back to. */
function checkpointsToGoBackTo({ folder, config }: SearchRequest): ReadonlySet<string> {
  if (config.stopAction !== 'regularise') return new Set();
  const ends = readEvents(folder).flatMap((event) =>
    event.type === 'checkpoint' && event.reason === 'epoch' ? [basename(event.file)] : [],
  );
  return new Set(ends.slice(-BACK));
}

/** Goes on from the end of the epoch that the stop rule chose, with a larger weight decay. */
async function goBack(
  request: SearchRequest,
  progress: Progress,
  units: Units,
  end: EndOfSearch,
): Promise<boolean> {
  const { folder, config, log } = request;
  const method = raised(progress.method, config, end.epoch);
  const file = method && checkpointOfEpoch(folder, searchCheckpointSchema, end.epoch + 1);
  if (!method || !file) return false;
  const { tensors, state } = readCheckpoint(file, searchCheckpointSchema);
  const checkpoint = { tensors, state: { ...state, method: { ...method } } };
  // Written before anything else: whoever resumes goes on from there.
  const also = checkpointsToGoBackTo(request);
  writeCheckpoint(folder, searchCheckpointSchema, checkpoint, config.keepCheckpoints, also);
  progress.resume(checkpoint.state);
  log.append({
    type: 'progress',
    ...stamp(progress.step),
    label: `${end.reason}: back to epoch ${end.epoch}`,
  });
  announce(request, progress.step, true);
  await units.enter(progress, tensorsOf(checkpoint));
  return true;
}

function announced(
  request: SearchRequest,
  { step }: Progress,
  split: Split,
  stepsPerEpoch: number,
  build: () => CompiledSearch,
): CompiledSearch {
  const { config, log } = request;
  const shortened = [
    ...(config.stepsPerEpoch > 0 ? ['stepsPerEpoch'] : []),
    ...(split.measured < split.count - split.boundary ? ['validationImages'] : []),
  ];
  return built(request, step, () => {
    const compiled = build();
    const { nodes } = compiled.session;
    const parameters = compiled.net.parameters.size;
    log.append({ type: 'network', ...stamp(step), parameters, nodes, stepsPerEpoch, shortened });
    return compiled;
  });
}

function finish({ config, log }: SearchRequest, progress: Progress): void {
  const ended = endOfSearch(progress.epochs, config, eigenvaluesSince(progress.method));
  const selectedEpoch = ended?.epoch ?? progress.selectedEpoch(config);
  log.append({
    type: 'finished',
    ...stamp(progress.step),
    genotype: progress.epochs[selectedEpoch]!.genotype,
    selection: ended ? 'stop-rule' : config.select,
    selectedEpoch,
    ...(ended ? { reason: ended.reason } : {}),
  });
  log.flush();
}
