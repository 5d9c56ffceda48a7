/** What is exported: a network with its weights, and what is known of them. */
import { basename, dirname, join } from 'node:path';
import { PlateauError } from '../../../src-shared/errors.ts';
import { refuseImages } from '../../../src-shared/genotype/evaluationShape.ts';
import { parseGenotype } from '../../../src-shared/genotype/parse.ts';
import type { EvalConfig } from '../../../src-shared/run/evalConfig.ts';
import type { ExportReport } from '../../../src-shared/run/exportReport.ts';
import { readDatasetInfo } from '../dataset/dataset.ts';
import { type EvaluationCheckpoint, evaluationCheckpointSchema } from '../evaluation/evaluationCheckpoint.ts';
import { evaluationShapes, initialEvaluation } from '../evaluation/evaluationState.ts';
import { type EvaluationNetwork, evaluationNetwork, networkSpec } from '../evaluation/network.ts';
import { latestCheckpoint, readCheckpoint } from '../run/checkpoint.ts';
import { storedTensors } from '../run/checkpointKeeper.ts';
import { readAnyRunConfig } from '../run/runFolder.ts';
import type { NetworkState } from './engineLogits.ts';
import { type ExportedNetwork, moduleName } from './exportedNetwork.ts';
import type { ExportJob, ExportSource } from './job.ts';

export interface ExportedSource {
  readonly network: ExportedNetwork;
  /** The engine's own network, and the state it computes with. */
  readonly net: EvaluationNetwork;
  readonly state: NetworkState;
  readonly weights: ExportReport['weights'];
  /** Knobs of the training, and the data set. */
  readonly trained?: { readonly folder: string; readonly config: EvalConfig; readonly datasetFolder: string };
}

function evaluationConfig(folder: string): EvalConfig {
  const config = readAnyRunConfig(folder);
  if (config.kind === 'evaluation') return config;
  throw new PlateauError(
    `The run in ${folder} is a ${config.kind}: it trains a supernet, not the network of a genotype.`,
    'Export its genotype, or evaluate it first with `plateau evaluate`.',
  );
}

function percent(part: number): string {
  return `${(100 * part).toFixed(2)} %`;
}

function trainedAbout({ config, step, epoch, epochs, stepInEpoch }: EvaluationCheckpoint): string {
  const accuracy = stepInEpoch === 0 ? epochs.at(-1)?.testAccuracy : undefined;
  const tested = typeof accuracy === 'number' ? `, test accuracy ${percent(accuracy)}` : '';
  return `Trained on ${config.dataset} with seed ${config.seed}: the weights after step ${step}, ${epoch} of ${config.epochs} epochs${tested}.`;
}

function trainedSource(
  { folder, checkpoint: from }: Extract<ExportSource, { kind: 'trained' }>,
  { options: { name }, datasets }: ExportJob,
): ExportedSource {
  const config = evaluationConfig(folder);
  const file = from ?? latestCheckpoint(folder)?.file;
  if (file === undefined)
    throw new PlateauError(`${folder} has no checkpoint yet.`, 'Wait for the end of its first epoch.');
  const checkpoint = readCheckpoint(file, evaluationCheckpointSchema);
  const datasetFolder = join(datasets, config.dataset);
  const info = readDatasetInfo(datasetFolder);
  // The checkpoint's own knobs say which network its weights belong to.
  const net = evaluationNetwork(networkSpec(checkpoint.state.config, info, info.classes.length));
  const { step, epoch } = checkpoint.state;
  const about = trainedAbout(checkpoint.state);
  const { mean, std, classes: classNames } = info;
  return {
    network: { ...net.spec, name: moduleName(name), about, mean, std, classNames },
    net,
    state: storedTensors(checkpoint, evaluationShapes(net.parameters)),
    weights: {
      trained: true,
      about,
      checkpoint: join(basename(dirname(file)), basename(file)),
      step,
      epochs: epoch,
      seed: config.seed,
    },
    trained: { folder, config, datasetFolder },
  };
}

/** RGB. */
const CHANNELS = 3;

function untrainedSource(
  { genotype, network }: Extract<ExportSource, { kind: 'untrained' }>,
  { options: { name } }: ExportJob,
): ExportedSource {
  const { channels, layers, stem, classes, size, seed } = network;
  const image = { height: size, width: size };
  refuseImages(image, { stem, auxiliary: false });
  const net = evaluationNetwork({
    ...{ genotype: parseGenotype(genotype), channels, layers, stem, auxiliary: false },
    ...{ ...image, inputChannels: CHANNELS, classes },
  });
  const about = `Not trained: weights initialised from seed ${seed}, running variances measured on random images.`;
  return {
    network: {
      ...net.spec,
      name: moduleName(name),
      about,
      mean: Array<number>(CHANNELS).fill(0),
      std: Array<number>(CHANNELS).fill(1),
      classNames: Array.from({ length: classes }, (_, index) => String(index)),
    },
    net,
    state: initialEvaluation(net.parameters, seed),
    weights: { trained: false, about, checkpoint: null, step: 0, epochs: 0, seed },
  };
}

export function exportedSource(job: ExportJob): ExportedSource {
  const { source } = job;
  return source.kind === 'trained' ? trainedSource(source, job) : untrainedSource(source, job);
}
