/** Images of a data set to look at: the same ones every time, all classes alike. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import type { DatasetSample } from '../../src-shared/contract/datasets.ts';
import { readDatasetInfo, readImages } from '../engine/dataset/dataset.ts';
import { INDEXED_KIND } from '../engine/dataset/datasetInfo.ts';
import type { DatasetInfo, DecodedInfo, ImageShape, IndexedInfo } from '../engine/dataset/datasetInfo.ts';
import { openFile } from '../engine/dataset/decodeFile.ts';
import { readFileSet } from '../engine/dataset/fileSet.ts';
import { testView } from '../engine/dataset/fileView.ts';

/** Side of the pictures of image files, at most, pixels. */
const LARGEST = 96;

/**
 * Indices of `count` images, the classes taking turns: the first image of each class, then the second ones.
 * With more classes than images, classes are taken at even distances.
 */
export function sampleIndices(labels: Uint16Array, classes: number, count: number): number[] {
  const wanted = Math.min(classes, count);
  const chosen = Array.from({ length: wanted }, (_, k) => Math.floor((k * classes) / wanted));
  const perClass = Math.ceil(count / wanted);
  const found = new Map<number, number[]>(chosen.map((label) => [label, []]));
  labels.forEach((label, index) => {
    const indices = found.get(label);
    if (indices !== undefined && indices.length < perClass) indices.push(index);
  });
  const turns = Array.from({ length: perClass }, (_, turn) =>
    chosen.map((label) => found.get(label)?.[turn]),
  );
  return turns
    .flat()
    .filter((index) => index !== undefined)
    .slice(0, count);
}

/** All training labels: a few bytes an image, where the images may be gigabytes. */
function trainLabels(folder: string, info: DatasetInfo): Uint16Array {
  const bytes = readFileSync(path.join(folder, 'train.labels'));
  return new Uint16Array(new Uint8Array(bytes).buffer, 0, Math.min(info.train.count, bytes.length >> 1));
}

/** Pixels of a training image, uint8, rows of interleaved channels. */
interface Picture extends ImageShape {
  readonly pixels: Uint8Array;
}
type Pictures = (index: number) => Picture | Promise<Picture>;

function decodedPictures(folder: string, info: DecodedInfo): Pictures {
  const { height, width, channels } = info;
  return (index) => {
    const { images } = readImages(folder, info, 'train', { from: index, to: index + 1 });
    return { height, width, channels, pixels: images };
  };
}

/** As a network sees them in a test, but small: large images are there to be recognised. */
function filePictures(folder: string, info: IndexedInfo): Pictures {
  const set = readFileSet(folder, info, 'train');
  const side = Math.min(info.width, LARGEST);
  return async (index) => {
    const file = await openFile(set.path(index), info.upright);
    const pixels = await file.decode(testView(file.size, side), side);
    return { height: side, width: side, channels: info.channels, pixels };
  };
}

async function asPng({ pixels, height, width, channels }: Picture): Promise<string> {
  // 1: grey, 3: RGB, 2 and 4 with alpha; the schema of a data set allows no others.
  const raw = { height, width, channels: sharpChannels(channels) };
  const png = await sharp(pixels, { raw }).png().toBuffer();
  return `data:image/png;base64,${png.toString('base64')}`;
}

function sharpChannels(channels: number): 1 | 2 | 3 | 4 {
  if (channels === 1 || channels === 2 || channels === 3 || channels === 4) return channels;
  throw new Error(`images with ${channels} channels`);
}

/** `count` training images of the data set in `folder`, evenly over its classes. */
export async function datasetSamples(folder: string, count: number): Promise<DatasetSample[]> {
  const info = readDatasetInfo(folder);
  const labels = trainLabels(folder, info);
  const pictures = info.kind === INDEXED_KIND ? filePictures(folder, info) : decodedPictures(folder, info);
  return Promise.all(
    sampleIndices(labels, info.classes.length, count).map(async (index) => ({
      label: info.classes[labels[index]!] ?? '',
      image: await asPng(await pictures(index)),
    })),
  );
}
