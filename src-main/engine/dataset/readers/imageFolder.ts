/**
 * A folder of images, one sub-folder a class. Few images are decoded once, scaled to cover a square and
 * cropped in the middle; many stay files and are decoded as needed.
 */
import path from 'node:path';
import type { DecodeWay } from '../../../../src-shared/contract/datasets.ts';
import { PlateauError } from '../../../../src-shared/errors.ts';
import { INDEXED_KIND, SPLITS, imageBytes } from '../datasetInfo.ts';
import { RGB, decodeCovering } from '../decodeFile.ts';
import type { Chunk, ImageIndex, ImageItems, RawDataset } from '../rawDataset.ts';
import { IMAGENET_NORMALISATION, IMAGENET_SIDE, isImageNet } from './imageNet.ts';
import { scanImages } from './imageScan.ts';

/** Images decoded at a time: enough for every core, little memory. */
const CHUNK = 64;
const DEFAULT_SIDE = 32;
/** What fits this when it is decoded is decoded once, if the user says nothing: runs hold it in memory. */
const ONCE_BYTES = 1024 ** 3;

export interface FolderOptions {
  /** Height and width that every image is brought to, pixels; absent: 224 for ImageNet, else 32. */
  readonly size?: number | undefined;
  /** Absent: once up to 1 GiB of pixels, but ImageNet always as needed. */
  readonly decode?: DecodeWay | undefined;
}

async function* chunks(
  folder: string,
  items: ImageItems,
  side: number,
  upright: boolean,
): AsyncGenerator<Chunk> {
  for (const split of SPLITS)
    for (let from = 0; from < items[split].length; from += CHUNK) {
      const part = items[split].slice(from, from + CHUNK);
      const images = await Promise.all(
        part.map(({ file }) => decodeCovering(path.join(folder, file), side, upright)),
      );
      yield { split, images: Buffer.concat(images), labels: part.map(({ label }) => label) };
    }
}

/** Opens a folder of images in the way that was asked for, or that suits their number. */
export async function openImageFolder(
  folder: string,
  { size, decode }: FolderOptions,
): Promise<RawDataset | ImageIndex> {
  if (size !== undefined && !(Number.isInteger(size) && size >= 4 && size <= 1024))
    throw new PlateauError(`The image size is ${size}.`, 'Use a whole number of pixels from 4 to 1024.');
  const { classes, items, divided } = await scanImages(folder);
  const imageNet = divided && isImageNet(classes);
  const side = size ?? (imageNet ? IMAGENET_SIDE : DEFAULT_SIDE);
  const shape = { height: side, width: side, channels: RGB };
  const total = items.train.length + items.test.length;
  const suits = imageNet || total * imageBytes(shape) > ONCE_BYTES ? 'as-needed' : 'once';
  const common = {
    source: folder,
    classes,
    ...(imageNet ? { normalisation: IMAGENET_NORMALISATION } : {}),
  };
  // On ImageNet the field's numbers are those of images as they lie in the file.
  const upright = !imageNet;
  return (decode ?? suits) === 'as-needed'
    ? { ...common, kind: INDEXED_KIND, folder: path.resolve(folder), side, upright, items }
    : {
        ...common,
        kind: 'image-folder',
        shape,
        total,
        chunks: () => chunks(folder, items, side, upright),
      };
}
