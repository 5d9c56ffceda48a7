/**
 * Writes the index of images that stay files (`image-files`): paths, labels, counts, mean and deviation.
 * Every file is opened, none is decoded but for a sample that mean and deviation are estimated on.
 */
import path from 'node:path';
import { seededRandom } from '../../../src-shared/random.ts';
import { SPLITS } from './datasetInfo.ts';
import type { IndexedInfo, Split } from './datasetInfo.ts';
import { RGB, openFile } from './decodeFile.ts';
import { DataFiles, labelBytes, writeInfo } from './digestedFile.ts';
import { testView } from './fileView.ts';
import { checkImageFile } from './imageFileCheck.ts';
import { inParallel } from './inParallel.ts';
import { PixelHistogram } from './pixelHistogram.ts';
import type { Normalisation } from './pixelHistogram.ts';
import { checkLabels, damagedFile } from './rawDataset.ts';
import type { ImageIndex, Progress } from './rawDataset.ts';

/** Images that mean and deviation are estimated on, at most: the error of a mean is then below 0.01. */
const SAMPLE = 2000;
/** A progress line and a piece of the index. */
const CHUNK = 4096;

async function estimate(
  index: ImageIndex,
  progress: Progress,
): Promise<Normalisation & { readonly images: number }> {
  const { folder, side, upright, items } = index;
  const images = Math.min(SAMPLE, items.train.length);
  const chosen = seededRandom(0).sample(images, items.train.length);
  const histogram = new PixelHistogram(RGB);
  let done = 0;
  await inParallel(images, async (i) => {
    const file = await openFile(path.join(folder, items.train[chosen[i]!]!.file), upright);
    histogram.add(await file.decode(testView(file.size, side), side));
    progress({ label: 'estimating mean and deviation', done: ++done, total: images, unit: 'images' });
  });
  return { ...histogram.normalisation(), images };
}

/** Writes one split's paths and labels; gives back its count and the size of all its files. */
async function writeSplit(
  files: DataFiles,
  index: ImageIndex,
  split: Split,
  onDone: (count: number) => void,
): Promise<{ count: number; bytes: number }> {
  const items = index.items[split];
  let bytes = 0;
  for (let from = 0; from < items.length; from += CHUNK) {
    const part = items.slice(from, from + CHUNK);
    await inParallel(part.length, async (i) => {
      const file = path.join(index.folder, part[i]!.file);
      if (file.includes('\n')) throw damagedFile(JSON.stringify(file), 'its name has a line break');
      const found = await checkImageFile(file);
      if ('problem' in found) throw damagedFile(file, found.problem);
      bytes += found.bytes;
    });
    const labels = part.map(({ label }) => label);
    checkLabels(index.source, labels, index.classes.length);
    const lines = part.map(({ file }) => `${file}\n`).join('');
    await files.append(`${split}.paths`, new TextEncoder().encode(lines));
    await files.append(`${split}.labels`, labelBytes(labels));
    onDone(part.length);
  }
  return { count: items.length, bytes };
}

/** Writes the index into `folder` (existing, empty) and `dataset.json` last. */
export async function writeIndex(
  folder: string,
  name: string,
  index: ImageIndex,
  progress: Progress,
): Promise<IndexedInfo> {
  const files = new DataFiles(folder);
  const total = SPLITS.reduce((sum, split) => sum + index.items[split].length, 0);
  let done = 0;
  const onDone = (count: number): void => {
    done += count;
    progress({ label: `opening the images of ${index.source}`, done, total, unit: 'images' });
  };
  try {
    const train = await writeSplit(files, index, 'train', onDone);
    const test = await writeSplit(files, index, 'test', onDone);
    const { mean, std, images } = index.normalisation
      ? { ...index.normalisation, images: 0 }
      : await estimate(index, progress);
    const info: IndexedInfo = {
      name,
      kind: index.kind,
      source: index.source,
      folder: index.folder,
      upright: index.upright,
      height: index.side,
      width: index.side,
      channels: RGB,
      classes: [...index.classes],
      train,
      test,
      mean: [...mean],
      std: [...std],
      estimatedFrom: images,
      files: {
        'train.paths': await files.finish('train.paths'),
        'train.labels': await files.finish('train.labels'),
        'test.paths': await files.finish('test.paths'),
        'test.labels': await files.finish('test.labels'),
      },
    };
    await writeInfo(folder, info);
    return info;
  } finally {
    await files.abandon();
  }
}
