/** What every reader of a foreign format hands to the writer. */
import { PlateauError } from '../../../src-shared/errors.ts';
import { imageBytes } from './datasetInfo.ts';
import type { DecodedKind, INDEXED_KIND, ImageShape, Split } from './datasetInfo.ts';
import type { Normalisation } from './pixelHistogram.ts';

/** Told to the caller while a data set is read: what is done, and how far. */
export type Progress = (update: { label: string; done?: number; total?: number; unit?: string }) => void;

/** Some images of one split, in their order: `images` NHWC uint8, one label an image. */
export interface Chunk {
  readonly split: Split;
  readonly images: Uint8Array;
  readonly labels: ArrayLike<number>;
}

export interface RawDataset {
  readonly kind: DecodedKind;
  readonly source: string;
  readonly shape: ImageShape;
  readonly classes: readonly string[];
  /** Fixed normalisation constants; absent: computed from the training images. */
  readonly normalisation?: Normalisation;
  /** Images to come, for the progress line. */
  readonly total: number;
  /** The images, once. Throws a PlateauError that names the file where one is damaged. */
  chunks(): AsyncIterable<Chunk> | Iterable<Chunk>;
}

/** An image file: its path below the set's folder, with forward slashes, and its class. */
export interface ImageItem {
  readonly file: string;
  readonly label: number;
}
export type ImageItems = Readonly<Record<Split, readonly ImageItem[]>>;

/** Image files that stay where they are, to be decoded as needed. */
export interface ImageIndex {
  readonly kind: typeof INDEXED_KIND;
  readonly source: string;
  /** Absolute path. */
  readonly folder: string;
  /** Height and width that the images are given, pixels. */
  readonly side: number;
  readonly classes: readonly string[];
  /** Whether images are turned as their EXIF orientation says. */
  readonly upright: boolean;
  /** Well-known constants; absent: estimated on some of the training images. */
  readonly normalisation?: Normalisation;
  readonly items: ImageItems;
}

/** A damaged or unexpected file, named, with what is wrong with it. */
export function damagedFile(file: string, problem: string): PlateauError {
  return new PlateauError(`${file}: ${problem}.`, 'Get the file again and repeat the command.');
}

/** A source that gives no images for a split. */
export function withoutImages(source: string, split: Split): PlateauError {
  return new PlateauError(
    `${source} has no ${split} images.`,
    'A data set needs at least one image in train and in test.',
  );
}

/** Refuses a label outside 0 … classes−1, naming the file and the image. */
export function checkLabels(file: string, labels: ArrayLike<number>, classes: number): void {
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (!(Number.isInteger(label) && label >= 0 && label < classes))
      throw damagedFile(file, `label ${label} of image ${i} is not in 0..${classes - 1}`);
  }
}

/** Planar (CHW) to interleaved (HWC), image by image. */
export function interleave(planar: Uint8Array, count: number, shape: ImageShape): Uint8Array {
  const pixels = shape.height * shape.width;
  const size = imageBytes(shape);
  const images = new Uint8Array(count * size);
  for (let base = 0; base < count * size; base += size)
    for (let channel = 0; channel < shape.channels; channel++) {
      const plane = base + channel * pixels;
      for (let p = 0, to = base + channel; p < pixels; p++, to += shape.channels)
        images[to] = planar[plane + p]!;
    }
  return images;
}
