/** Trains or resumes the evaluation in a run folder: everything around the loop. */
import { genotypeToPython } from '../../../src-shared/genotype/print.ts';
import type { EvalConfig } from '../../../src-shared/run/evalConfig.ts';
import { measured } from '../../../src-shared/run/events.ts';
import { evaluationCost } from '../../../src-shared/genotype/evaluationCost.ts';
import { readDatasetInfo } from '../dataset/dataset.ts';
import type { DatasetInfo } from '../dataset/datasetInfo.ts';
import { assertConfigFits, readCheckpoint } from '../run/checkpoint.ts';
import { CheckpointKeeper, storedTensors } from '../run/checkpointKeeper.ts';
import { alreadyFinished, announce, built, type RunRequest, startingCheckpoint } from '../run/runRequest.ts';
import { stamp } from '../run/stamp.ts';
import { CompiledEvaluation } from './compiledEvaluation.ts';
import { evaluationCheckpointSchema } from './evaluationCheckpoint.ts';
import {
  assertEvaluationFits,
  evaluationSteps,
  imageCounts,
  openEvaluationLoaders,
} from './evaluationData.ts';
import { runEvaluation } from './evaluationLoop.ts';
import { EvaluationProgress } from './evaluationProgress.ts';
import { EvaluationRecorder } from './evaluationRecorder.ts';
import { initialEvaluation } from './evaluationState.ts';

type EvaluationRequest = RunRequest<EvalConfig>;

/** Ends with a `finished`, `stopped` or `paused` event, or throws; does nothing to a finished run. */
export async function runEvaluationFolder(request: EvaluationRequest): Promise<void> {
  const { config, datasetFolder, log } = request;
  if (alreadyFinished(request)) return;
  const file = startingCheckpoint(request);
  const checkpoint = file === undefined ? undefined : readCheckpoint(file, evaluationCheckpointSchema);
  if (checkpoint) assertConfigFits(checkpoint.state, config);
  const progress = checkpoint ? EvaluationProgress.from(checkpoint.state) : new EvaluationProgress();
  announce(request, progress.step, checkpoint !== undefined);

  const info = readDatasetInfo(datasetFolder);
  assertEvaluationFits(config, info);
  const loaders = openEvaluationLoaders(config, datasetFolder, info);
  try {
    const stepsPerEpoch = evaluationSteps(config, info);
    const compiled = compile(request, progress, info, stepsPerEpoch);
    const { shapes, net } = compiled;
    compiled.load(
      checkpoint ? storedTensors(checkpoint, shapes) : initialEvaluation(net.parameters, config.seed),
    );
    const schema = evaluationCheckpointSchema;
    const keeper = new CheckpointKeeper(request, { compiled, schema, state: () => progress.state(config) });
    const done = await runEvaluation({
      config,
      compiled,
      loaders,
      stepsPerEpoch,
      progress,
      recorder: new EvaluationRecorder(config, (event) => log.append(event)),
      pauseHere: () => keeper.pauseHere(),
      checkpointEpoch: () => keeper.write('epoch'),
    });
    if (done) finish(request, progress, compiled);
  } finally {
    await Promise.all([loaders.train.close(), loaders.validation?.close(), loaders.test.close()]);
  }
}

function compile(
  request: EvaluationRequest,
  { step }: EvaluationProgress,
  info: DatasetInfo,
  stepsPerEpoch: number,
): CompiledEvaluation {
  const { config, log } = request;
  const shortened = [
    ...(config.stepsPerEpoch > 0 ? ['stepsPerEpoch'] : []),
    ...(imageCounts(config, info).test < info.test.count ? ['testImages'] : []),
  ];
  return built(request, step, () => {
    const compiled = new CompiledEvaluation(config, info, info.classes.length);
    const { net, session } = compiled;
    const { genotype, height, inputChannels: imageChannels, ...rest } = net.spec;
    log.append({
      type: 'network',
      ...stamp(step),
      parameters: net.parameters.size - net.auxiliarySize,
      auxiliaryParameters: net.auxiliarySize,
      macs: evaluationCost(genotype, { ...rest, size: height, imageChannels }).macs,
      nodes: session.nodes,
      stepsPerEpoch,
      shortened,
    });
    return compiled;
  });
}

function finish(
  { config, log }: EvaluationRequest,
  progress: EvaluationProgress,
  { net }: CompiledEvaluation,
): void {
  const selectedEpoch = progress.selectedEpoch(config);
  log.append({
    type: 'finished',
    ...stamp(progress.step),
    genotype: genotypeToPython(net.spec.genotype),
    selection: config.select,
    selectedEpoch,
    testAccuracy: measured(progress.epochs[selectedEpoch]!.testAccuracy),
  });
  log.flush();
}
