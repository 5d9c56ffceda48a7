/** The data of a run: which images train the weights, which the alphas, and their loaders. */
import { PlateauError } from '../../../src-shared/errors.ts';
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import { spaceOf } from '../../../src-shared/space/spaceOf.ts';
import type { LoaderOptions } from '../dataset/batches.ts';
import type { DatasetInfo } from '../dataset/datasetInfo.ts';
import { BatchLoader } from '../dataset/loader.ts';
import { refuseOddSides } from '../supernet/reductions.ts';
import { STREAMS } from '../training/streams.ts';

export interface Loaders {
  /** The half that trains the weights: shuffled once an epoch, augmented. */
  readonly train: BatchLoader;
  /** The half that trains the alphas: a fresh random batch each step, augmented. */
  readonly alpha: BatchLoader;
  /** The same half, in order and without augmentation. */
  readonly measure: BatchLoader;
}

export interface Split {
  /** Index ranges of the training images: [0, boundary) for the weights, [boundary, count) for the alphas. */
  readonly boundary: number;
  readonly count: number;
  readonly measured: number;
}

/** The weight half and the alpha half of the training images, by index as the authors split them. */
export function halves(config: SearchConfig, info: DatasetInfo): Split {
  const { count } = info.train;
  const boundary = Math.floor(count * config.trainFraction);
  const most = count - boundary;
  if (config.validationImages > most)
    throw new PlateauError(
      `validationImages must be at most the ${most} images of the validation half, got ${config.validationImages}.`,
      'Lower it, or give 0 for all.',
    );
  return { boundary, count, measured: config.validationImages === 0 ? most : config.validationImages };
}

export function openLoaders(
  config: SearchConfig,
  datasetFolder: string,
  { boundary, count, measured }: Split,
): Loaders {
  const { seed, batch, crop, flip, cutoutLength } = config;
  const common = { datasetFolder, split: 'train', seed, batch } as const;
  const augmented = { crop, flip, cutoutLength, dropLast: true };
  const open = (options: Omit<LoaderOptions, keyof typeof common>): BatchLoader =>
    new BatchLoader({ ...common, ...options });
  return {
    train: open({ ...augmented, from: 0, to: boundary, order: 'shuffled', stream: STREAMS.trainBatches }),
    alpha: open({
      ...augmented,
      from: boundary,
      to: count,
      order: 'replacement',
      stream: STREAMS.alphaBatches,
    }),
    measure: open({
      from: boundary,
      to: boundary + measured,
      order: 'sequential',
      stream: STREAMS.measureBatches,
      crop: 0,
      flip: false,
      cutoutLength: 0,
      dropLast: false,
    }),
  };
}

/** Weight steps of an epoch: whole batches of the weight half, or fewer when the configuration says so. */
export function stepsOf(config: SearchConfig, { boundary }: Split): number {
  const full = Math.floor(boundary / config.batch);
  if (config.stepsPerEpoch > full)
    throw new PlateauError(
      `stepsPerEpoch must be at most the ${full} batches of the training half, got ${config.stepsPerEpoch}.`,
      'Lower it, or give 0 for all.',
    );
  return config.stepsPerEpoch === 0 ? full : config.stepsPerEpoch;
}

/** Refuses a configuration that cannot run on a data set, before anything is started. */
export function assertFits(config: SearchConfig, info: DatasetInfo): void {
  if (spaceOf(config).kind === 'cell') refuseOddSides(info);
  const split = halves(config, info);
  const smaller = Math.min(split.boundary, split.count - split.boundary);
  if (config.batch > smaller)
    throw new PlateauError(
      `batch must be at most the ${smaller} images of the smaller half of ${info.name}, got ${config.batch}.`,
      'Lower it, or change trainFraction.',
    );
  stepsOf(config, split);
}
