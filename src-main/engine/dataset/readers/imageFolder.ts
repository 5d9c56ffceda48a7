/**
 * A folder of images, one sub-folder a class; or `train/` and `test/` (or `val/`) with such folders.
 * The images are scaled to cover a square of the given size and cropped in the middle.
 */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { PlateauError, describeError } from '../../../../src-shared/errors.ts';
import { seededRandom } from '../../../../src-shared/random.ts';
import { SPLITS } from '../datasetInfo.ts';
import type { Split } from '../datasetInfo.ts';
import { damagedFile } from '../rawDataset.ts';
import type { Chunk, RawDataset } from '../rawDataset.ts';

const SPLIT_FOLDERS: Readonly<Record<Split, readonly string[]>> = { train: ['train'], test: ['test', 'val'] };
const EXTENSIONS = new Set(['.png', '.jpg', '.jpeg', '.webp', '.gif', '.tif', '.tiff', '.avif']);
const CHANNELS = 3;
/** Images decoded at a time: enough for every core, little memory. */
const CHUNK = 64;
/** Without a test folder every sixth image of a class is kept for it, as CIFAR-10 has 1 of 6. */
const TEST_EVERY = 6;

interface Item {
  readonly file: string;
  readonly label: number;
}
type Items = Readonly<Record<Split, readonly Item[]>>;

async function subfolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort();
}

async function classItems(folder: string, label: number): Promise<Item[]> {
  const names = (await readdir(folder))
    .filter((name) => EXTENSIONS.has(path.extname(name).toLowerCase()))
    .sort();
  if (names.length === 0) throw damagedFile(folder, `it has no images (${[...EXTENSIONS].join(' ')})`);
  return names.map((name) => ({ file: path.join(folder, name), label }));
}

/** Search splits its training images by index, so classes must be mixed: one fixed random order. */
function mixed(items: readonly Item[]): Item[] {
  return Array.from(seededRandom(0, items.length).permutation(items.length), (i) => items[i]!);
}

async function readSplit(folder: string, classes: readonly string[]): Promise<Item[]> {
  const items: Item[] = [];
  for (const name of await subfolders(folder)) {
    const label = classes.indexOf(name);
    if (label < 0)
      throw damagedFile(path.join(folder, name), 'there is no such class in the training images');
    items.push(...(await classItems(path.join(folder, name), label)));
  }
  return mixed(items);
}

async function findImages(folder: string): Promise<{ classes: string[]; items: Items }> {
  const folders = await subfolders(folder);
  const [train, test] = SPLITS.map((split) => SPLIT_FOLDERS[split].find((name) => folders.includes(name)));
  if (train !== undefined && test !== undefined) {
    const classes = await subfolders(path.join(folder, train));
    return {
      classes,
      items: {
        train: await readSplit(path.join(folder, train), classes),
        test: await readSplit(path.join(folder, test), classes),
      },
    };
  }
  const perClass = await Promise.all(
    folders.map((name, label) => classItems(path.join(folder, name), label)),
  );
  const isTest = (index: number): boolean => index % TEST_EVERY === TEST_EVERY - 1;
  return {
    classes: folders,
    items: {
      train: mixed(perClass.flatMap((items) => items.filter((_, i) => !isTest(i)))),
      test: mixed(perClass.flatMap((items) => items.filter((_, i) => isTest(i)))),
    },
  };
}

async function decode(file: string, size: number): Promise<Uint8Array> {
  try {
    // Transparent parts become black; grey and palette images become RGB.
    const image = sharp(file).rotate().flatten({ background: '#000' }).toColourspace('srgb');
    return await image.resize(size, size, { fit: 'cover' }).raw().toBuffer();
  } catch (error) {
    throw damagedFile(file, `it cannot be decoded (${describeError(error)})`);
  }
}

async function* chunks(items: Items, size: number): AsyncGenerator<Chunk> {
  for (const split of SPLITS)
    for (let from = 0; from < items[split].length; from += CHUNK) {
      const part = items[split].slice(from, from + CHUNK);
      const images = await Promise.all(part.map(({ file }) => decode(file, size)));
      yield { split, images: Buffer.concat(images), labels: part.map(({ label }) => label) };
    }
}

/** A folder of images; `size` is the height and width in pixels that every image is brought to. */
export async function openImageFolder(folder: string, size: number): Promise<RawDataset> {
  if (!(Number.isInteger(size) && size >= 4 && size <= 1024))
    throw new PlateauError(`The image size is ${size}.`, 'Use a whole number of pixels from 4 to 1024.');
  const { classes, items } = await findImages(folder);
  if (classes.length < 2)
    throw new PlateauError(
      `${folder} has ${classes.length} class folders.`,
      'Give a folder with one sub-folder of images for each of at least 2 classes, or with train/ and test/ that hold those.',
    );
  for (const split of SPLITS)
    if (items[split].length === 0)
      throw new PlateauError(
        `${folder} gives no ${split} images.`,
        `Add images: without a test folder every ${TEST_EVERY}th image of a class becomes a test image.`,
      );
  return {
    kind: 'image-folder',
    source: folder,
    shape: { height: size, width: size, channels: CHANNELS },
    classes,
    total: items.train.length + items.test.length,
    chunks: () => chunks(items, size),
  };
}
