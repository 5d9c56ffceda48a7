/**
 * Writes the canonical form of a data set into an empty folder, chunk by chunk: digests and
 * normalisation are gathered on the way, so that a large data set never has to fit into memory.
 */
import { SPLITS, imageBytes } from './datasetInfo.ts';
import type { DecodedInfo, ImageShape, Split } from './datasetInfo.ts';
import { DataFiles, labelBytes, writeInfo } from './digestedFile.ts';
import { PixelHistogram } from './pixelHistogram.ts';
import { checkLabels, withoutImages } from './rawDataset.ts';
import type { Chunk, Progress, RawDataset } from './rawDataset.ts';

function checkChunk(raw: RawDataset, chunk: Chunk, shape: ImageShape): void {
  const expected = chunk.labels.length * imageBytes(shape);
  if (chunk.images.length !== expected)
    throw new Error(
      `a chunk of ${chunk.labels.length} images has ${chunk.images.length} bytes, not ${expected}`,
    );
  checkLabels(`${raw.source} (${chunk.split})`, chunk.labels, raw.classes.length);
}

/** Writes all images of `raw` into `folder` (existing, empty) and `dataset.json` last. */
export async function writeDataset(
  folder: string,
  name: string,
  raw: RawDataset,
  progress: Progress,
): Promise<DecodedInfo> {
  const files = new DataFiles(folder);
  const counts: Record<Split, number> = { train: 0, test: 0 };
  const histogram = new PixelHistogram(raw.shape.channels);
  try {
    for await (const chunk of raw.chunks()) {
      checkChunk(raw, chunk, raw.shape);
      if (chunk.split === 'train') histogram.add(chunk.images);
      await files.append(`${chunk.split}.images`, chunk.images);
      await files.append(`${chunk.split}.labels`, labelBytes(chunk.labels));
      counts[chunk.split] += chunk.labels.length;
      progress({
        label: `reading ${raw.source}`,
        done: counts.train + counts.test,
        total: raw.total,
        unit: 'images',
      });
    }
    for (const split of SPLITS) if (counts[split] === 0) throw withoutImages(raw.source, split);
    const { mean, std } = raw.normalisation ?? histogram.normalisation();
    const info: DecodedInfo = {
      name,
      kind: raw.kind,
      source: raw.source,
      ...raw.shape,
      classes: [...raw.classes],
      train: { count: counts.train },
      test: { count: counts.test },
      mean: [...mean],
      std: [...std],
      files: {
        'train.images': await files.finish('train.images'),
        'train.labels': await files.finish('train.labels'),
        'test.images': await files.finish('test.images'),
        'test.labels': await files.finish('test.labels'),
      },
    };
    await writeInfo(folder, info);
    return info;
  } finally {
    await files.abandon();
  }
}
