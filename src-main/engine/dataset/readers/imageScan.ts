/** Finds the images of a folder: one sub-folder a class, or `train/` and `test/` (or `val/`) with such folders. */
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { PlateauError } from '../../../../src-shared/errors.ts';
import { seededRandom } from '../../../../src-shared/random.ts';
import { SPLITS } from '../datasetInfo.ts';
import type { Split } from '../datasetInfo.ts';
import { damagedFile } from '../rawDataset.ts';
import type { ImageItem, ImageItems } from '../rawDataset.ts';

const SPLIT_FOLDERS: Readonly<Record<Split, readonly string[]>> = { train: ['train'], test: ['test', 'val'] };
const EXTENSIONS = new Set(['.png', '.jpg', '.jpeg', '.webp', '.gif', '.tif', '.tiff', '.avif']);
/** Without a test folder every sixth image of a class is kept for it, as CIFAR-10 has 1 of 6. */
const TEST_EVERY = 6;

export interface FoundImages {
  readonly classes: readonly string[];
  readonly items: ImageItems;
  /** Whether there were folders for training and test. */
  readonly divided: boolean;
}

async function subfolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names: string[] = [];
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const linked = entry.isSymbolicLink()
      ? await stat(path.join(folder, entry.name)).catch(() => undefined)
      : undefined;
    if ((linked ?? entry).isDirectory()) names.push(entry.name);
  }
  return names.sort();
}

/** The images of a class folder `inner` of `folder`. */
async function classItems(folder: string, inner: string, label: number): Promise<ImageItem[]> {
  const names = (await readdir(path.join(folder, inner)))
    .filter((name) => EXTENSIONS.has(path.extname(name).toLowerCase()))
    .sort();
  if (names.length === 0)
    throw damagedFile(path.join(folder, inner), `it has no images (${[...EXTENSIONS].join(' ')})`);
  return names.map((name) => ({ file: `${inner}/${name}`, label }));
}

/** Search splits its training images by index, so classes must be mixed: one fixed random order. */
function mixed(items: readonly ImageItem[]): ImageItem[] {
  return Array.from(seededRandom(0, items.length).permutation(items.length), (i) => items[i]!);
}

async function readSplit(folder: string, inner: string, classes: readonly string[]): Promise<ImageItem[]> {
  const names = await subfolders(path.join(folder, inner));
  if (names.length === 0)
    throw new PlateauError(
      `${path.join(folder, inner)} has no class folders.`,
      'Put its images, unpacked, into one sub-folder for each class.',
    );
  const labels = new Map(classes.map((name, label) => [name, label]));
  const items: ImageItem[][] = [];
  for (const name of names) {
    const label = labels.get(name);
    if (label === undefined)
      throw damagedFile(path.join(folder, inner, name), 'there is no such class in the training images');
    items.push(await classItems(folder, `${inner}/${name}`, label));
  }
  return mixed(items.flat());
}

async function findImages(folder: string): Promise<FoundImages> {
  const folders = await subfolders(folder);
  const [train, test] = SPLITS.map((split) => SPLIT_FOLDERS[split].find((name) => folders.includes(name)));
  if (train !== undefined && test !== undefined) {
    const classes = await subfolders(path.join(folder, train));
    const items = {
      train: await readSplit(folder, train, classes),
      test: await readSplit(folder, test, classes),
    };
    return { classes, items, divided: true };
  }
  const perClass = await Promise.all(folders.map((name, label) => classItems(folder, name, label)));
  const isTest = (index: number): boolean => index % TEST_EVERY === TEST_EVERY - 1;
  return {
    classes: folders,
    items: {
      train: mixed(perClass.flatMap((items) => items.filter((_, i) => !isTest(i)))),
      test: mixed(perClass.flatMap((items) => items.filter((_, i) => isTest(i)))),
    },
    divided: false,
  };
}

/** The classes and images of `folder`; at least 2 classes, and images for training and test. */
export async function scanImages(folder: string): Promise<FoundImages> {
  if (!(await stat(folder).catch(() => undefined))?.isDirectory())
    throw new PlateauError(`${folder} is no folder.`, 'Give the path of a folder with images.');
  const found = await findImages(folder);
  if (found.classes.length < 2)
    throw new PlateauError(
      `${folder} has ${found.classes.length} class folders.`,
      'Give a folder with one sub-folder of images for each of at least 2 classes, or with train/ and test/ that hold those.',
    );
  for (const split of SPLITS)
    if (found.items[split].length === 0)
      throw new PlateauError(
        `${folder} gives no ${split} images.`,
        `Add images: without a test folder every ${TEST_EVERY}th image of a class becomes a test image.`,
      );
  return found;
}
