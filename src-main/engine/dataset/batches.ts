/**
 * Which images a batch holds and how they are augmented: pure functions of the seed, the stream, the
 * epoch and the batch's index, so that a run resumes at any step without any saved state.
 */
import { seededRandom } from '../../../src-shared/random.ts';
import type { SeededRandom } from '../../../src-shared/random.ts';
import { NO_AUGMENTATION, applyAugmentation, drawAugmentation, normalisationTable } from './augment.ts';
import type { ImageSet } from './dataset.ts';
import { imageBytes } from './datasetInfo.ts';
import type { ImageShape, Split } from './datasetInfo.ts';
import type { Normalisation } from './pixelHistogram.ts';

/**
 * `shuffled`: each image at most once an epoch, in a new order; `replacement`: every batch drawn
 * afresh, distinct within the batch; `sequential`: in order and without augmentation, to measure.
 */
export type BatchOrder = 'shuffled' | 'replacement' | 'sequential';

export interface LoaderOptions {
  readonly datasetFolder: string;
  readonly split: Split;
  /** Images `[from, to)` of the split. */
  readonly from: number;
  readonly to: number;
  readonly batch: number;
  readonly order: BatchOrder;
  /** Tells loaders with the same seed apart. */
  readonly stream: number;
  readonly seed: number;
  /** Zero padding of the random crop, pixels; 0: none. Image files have their random resized crop instead. */
  readonly crop: number;
  readonly flip: boolean;
  /** Side of the cut square, pixels; 0: none. */
  readonly cutoutLength: number;
  /** Strength of the random colours of image files, 0..1 (colorJitter.ts); absent or 0: none. */
  readonly colorJitter?: number;
  /** Whether the last batch of an epoch is left out when it is not full. */
  readonly dropLast: boolean;
}

/** Full and, unless dropped, partial batches in one pass over the images. */
export function batchesPerEpoch(options: LoaderOptions): number {
  const whole = (options.to - options.from) / options.batch;
  return options.dropLast || options.order === 'replacement' ? Math.floor(whole) : Math.ceil(whole);
}

/** What each independent sequence of draws is for: the last word but one of its random address. */
const DRAWS = { permutation: 0, sample: 1, augmentation: 2 } as const;

/** The images of batch i of an epoch, as indices into the loader's range. */
export function epochBatches(options: LoaderOptions, epoch: number): (index: number) => Uint32Array {
  const { seed, stream, batch, order } = options;
  const count = options.to - options.from;
  if (order === 'replacement')
    return (index) => seededRandom(seed, stream, epoch, DRAWS.sample, index).sample(batch, count);
  const all =
    order === 'shuffled'
      ? seededRandom(seed, stream, epoch, DRAWS.permutation, 0).permutation(count)
      : Uint32Array.from({ length: count }, (_, i) => i);
  return (index) => all.subarray(index * batch, (index + 1) * batch);
}

/** The images of any batch; the order of the last epoch asked for is kept. */
export function epochPlan(options: LoaderOptions): (epoch: number, index: number) => Uint32Array {
  let planned: { epoch: number; images: (index: number) => Uint32Array } | undefined;
  return (epoch, index) => {
    if (planned?.epoch !== epoch) planned = { epoch, images: epochBatches(options, epoch) };
    return planned.images(index);
  };
}

export interface BatchAddress {
  readonly epoch: number;
  readonly index: number;
  readonly cutoutProbability: number;
}

/** The draws for a batch's images, or, with its place in the batch, for one image alone. */
export function imageRandom(
  { seed, stream }: LoaderOptions,
  { epoch, index }: BatchAddress,
  ...place: number[]
): SeededRandom {
  return seededRandom(seed, stream, epoch, DRAWS.augmentation, index, ...place);
}

/**
 * A function that writes one batch: `x` float32 [batch, H, W, C], `y` labels [batch], zeros behind
 * the last image. It gives back how many images there are. `set` holds the loader's range only.
 */
export function batchFiller(
  options: LoaderOptions,
  info: ImageShape & Normalisation,
  set: ImageSet,
): (address: BatchAddress, x: Float32Array, y: Int32Array) => number {
  const table = normalisationTable(info.mean, info.std);
  const size = imageBytes(info);
  const plain = options.order === 'sequential';
  const plan = epochPlan(options);
  return (address, x, y) => {
    const images = plan(address.epoch, address.index);
    const random = imageRandom(options, address);
    const augment = { ...options, cutoutProbability: address.cutoutProbability };
    images.forEach((image, i) => {
      const augmentation = plain ? NO_AUGMENTATION : drawAugmentation(random, info, augment);
      applyAugmentation(set.images, image * size, info, table, augmentation, x, i * size);
      y[i] = set.labels[image]!;
    });
    x.fill(0, images.length * size);
    y.fill(0, images.length);
    return images.length;
  };
}
