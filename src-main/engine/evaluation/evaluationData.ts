/** The data of an evaluation: the training images, those held out to choose the epoch by, the test images. */
import { PlateauError } from '../../../src-shared/errors.ts';
import { refuseImages } from '../../../src-shared/genotype/evaluationShape.ts';
import { parseGenotype } from '../../../src-shared/genotype/parse.ts';
import type { EvalConfig } from '../../../src-shared/run/evalConfig.ts';
import type { LoaderOptions } from '../dataset/batches.ts';
import type { DatasetInfo } from '../dataset/datasetInfo.ts';
import { BatchLoader } from '../dataset/loader.ts';
import { STREAMS } from '../training/streams.ts';

export interface EvaluationLoaders {
  readonly train: BatchLoader;
  /** Held-out training images, where there are any. */
  readonly validation: BatchLoader | undefined;
  readonly test: BatchLoader;
}

/** How many images train, and how many are tested. */
export function imageCounts(
  { holdOut, testImages }: Pick<EvalConfig, 'holdOut' | 'testImages'>,
  { train, test }: Pick<DatasetInfo, 'train' | 'test'>,
): { train: number; test: number } {
  return { train: train.count - holdOut, test: testImages === 0 ? test.count : testImages };
}

export function openEvaluationLoaders(
  config: EvalConfig,
  datasetFolder: string,
  info: DatasetInfo,
): EvaluationLoaders {
  const { seed, batch, crop, flip, cutout, cutoutLength, colorJitter, holdOut } = config;
  const counts = imageCounts(config, info);
  const plain = { crop: 0, flip: false, cutoutLength: 0, dropLast: false, order: 'sequential' } as const;
  const open = (options: Omit<LoaderOptions, 'datasetFolder' | 'seed' | 'batch'>): BatchLoader =>
    new BatchLoader({ datasetFolder, seed, batch, ...options });
  const measured = (split: 'train' | 'test', from: number, to: number): BatchLoader =>
    open({ ...plain, split, from, to, stream: STREAMS.measureBatches });
  return {
    train: open({
      split: 'train',
      from: 0,
      to: counts.train,
      order: 'shuffled',
      stream: STREAMS.trainBatches,
      crop,
      flip,
      cutoutLength: cutout ? cutoutLength : 0,
      colorJitter,
      dropLast: true,
    }),
    validation: holdOut > 0 ? measured('train', counts.train, info.train.count) : undefined,
    test: measured('test', 0, counts.test),
  };
}

/** Weight steps of an epoch: whole batches of the training images, or fewer when the configuration says so. */
export function evaluationSteps(config: EvalConfig, info: DatasetInfo): number {
  const full = Math.floor(imageCounts(config, info).train / config.batch);
  return config.stepsPerEpoch === 0 ? full : config.stepsPerEpoch;
}

/** Refuses an evaluation that cannot run on a data set, before anything is started. */
export function assertEvaluationFits(config: EvalConfig, info: DatasetInfo): void {
  parseGenotype(config.genotype);
  refuseImages(info, config);
  const { holdOut, batch, stepsPerEpoch, testImages } = config;
  atMost('holdOut', holdOut, info.train.count - 1, `of the ${info.train.count} training images`);
  const counts = imageCounts(config, info);
  atMost('batch', batch, counts.train, `training images of ${info.name}`);
  atMost('stepsPerEpoch', stepsPerEpoch, Math.floor(counts.train / batch), 'batches of the training images');
  atMost('testImages', testImages, info.test.count, `test images of ${info.name}`);
}

function atMost(knob: string, value: number, most: number, of: string): void {
  if (value > most)
    throw new PlateauError(`${knob} must be at most the ${most} ${of}, got ${value}.`, `Lower ${knob}.`);
}
