/** Runs or resumes the search in a run folder: everything around the loop (data, state, checkpoints, events). */
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import { readDatasetInfo } from '../dataset/dataset.ts';
import type { DatasetInfo } from '../dataset/datasetInfo.ts';
import { assertConfigFits, readCheckpoint } from '../run/checkpoint.ts';
import { CheckpointKeeper, storedTensors } from '../run/checkpointKeeper.ts';
import { alreadyFinished, announce, built, type RunRequest, startingCheckpoint } from '../run/runRequest.ts';
import { stamp } from '../run/stamp.ts';
import { CompiledSearch } from './compiledSearch.ts';
import { initialState } from './initialState.ts';
import { Progress } from './progress.ts';
import { Recorder } from './recorder.ts';
import { assertFits, halves, openLoaders, type Split, stepsOf } from './runData.ts';
import { searchCheckpointSchema } from './searchCheckpoint.ts';
import { runSearch } from './searchLoop.ts';
import { endOfSearch } from './stopRules.ts';

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
  const loaders = openLoaders(config, request.datasetFolder, split);
  try {
    const stepsPerEpoch = stepsOf(config, split);
    const compiled = compile(request, progress, info, stepsPerEpoch, split);
    compiled.load(
      checkpoint ? storedTensors(checkpoint, compiled.shapes) : initialState(compiled.net, config.seed),
    );
    const keeper = new CheckpointKeeper(request, {
      compiled,
      schema: searchCheckpointSchema,
      state: () => progress.state(config),
    });
    const done = await runSearch({
      config,
      compiled,
      loaders,
      stepsPerEpoch,
      progress,
      recorder: new Recorder(config, split.measured, (event) => log.append(event)),
      pauseHere: () => keeper.pauseHere(),
      checkpointEpoch: () => keeper.write('epoch'),
    });
    if (done) finish(request, progress);
  } finally {
    await Promise.all([loaders.train.close(), loaders.alpha.close(), loaders.measure.close()]);
  }
}

function compile(
  request: SearchRequest,
  { step }: Progress,
  info: DatasetInfo,
  stepsPerEpoch: number,
  split: Split,
): CompiledSearch {
  const { config, log } = request;
  const shortened = [
    ...(config.stepsPerEpoch > 0 ? ['stepsPerEpoch'] : []),
    ...(split.measured < split.count - split.boundary ? ['validationImages'] : []),
  ];
  return built(request, step, () => {
    const compiled = new CompiledSearch(config, info, info.classes.length);
    const { nodes } = compiled.session;
    const parameters = compiled.net.parameters.size;
    log.append({ type: 'network', ...stamp(step), parameters, nodes, stepsPerEpoch, shortened });
    return compiled;
  });
}

function finish({ config, log }: SearchRequest, progress: Progress): void {
  const ended = endOfSearch(progress.epochs, config);
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
