/**
 * Writes the canonical form of a data set into an empty folder, chunk by chunk: digests and
 * normalisation are gathered on the way, so that a large data set never has to fit into memory.
 */
import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { PlateauError } from '../../../src-shared/errors.ts';
import { INFO_FILE, SPLITS, imageBytes } from './datasetInfo.ts';
import type { DataFile, DatasetInfo, ImageShape, Split } from './datasetInfo.ts';
import { checkLabels } from './rawDataset.ts';
import type { Chunk, Progress, RawDataset } from './rawDataset.ts';

/** A file that knows its size and digest when it is closed; its data is on the disk then. */
class DigestedFile {
  readonly #handle: FileHandle;
  readonly #hash: Hash = createHash('sha256');
  #bytes = 0;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  static async create(file: string): Promise<DigestedFile> {
    return new DigestedFile(await open(file, 'wx'));
  }

  async append(data: Uint8Array): Promise<void> {
    this.#hash.update(data);
    this.#bytes += data.byteLength;
    for (let written = 0; written < data.byteLength;) {
      const part = await this.#handle.write(data, written);
      written += part.bytesWritten;
    }
  }

  async finish(): Promise<{ bytes: number; sha256: string }> {
    await this.#handle.sync();
    await this.#handle.close();
    return { bytes: this.#bytes, sha256: this.#hash.digest('hex') };
  }

  /** Closes without keeping anything; a file that is already closed is left alone. */
  async abandon(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
  }
}

/** Variances below this are rounding: one pixel of 10^8 that is off by 1/255 makes 1e-13. */
const ROUNDING = 1e-16;

/** Exact mean and standard deviation per channel from counts of the 256 pixel values. */
class PixelHistogram {
  readonly #channels: number;
  readonly #counts: Float64Array;

  constructor(channels: number) {
    this.#channels = channels;
    this.#counts = new Float64Array(channels * 256);
  }

  add(images: Uint8Array): void {
    const counts = this.#counts;
    const channels = this.#channels;
    for (let channel = 0; channel < channels; channel++)
      for (let i = channel; i < images.length; i += channels) counts[channel * 256 + images[i]!]!++;
  }

  normalisation(): { mean: number[]; std: number[] } {
    const mean: number[] = [];
    const std: number[] = [];
    for (let channel = 0; channel < this.#channels; channel++) {
      const counts = this.#counts.subarray(channel * 256, (channel + 1) * 256);
      const total = counts.reduce((sum, count) => sum + count, 0);
      const average = counts.reduce((sum, count, value) => sum + count * value, 0) / (255 * total);
      const variance =
        counts.reduce((sum, count, value) => sum + count * (value / 255 - average) ** 2, 0) / total;
      mean.push(average);
      // A channel of one value has no spread to divide by, only rounding: it is centred, not scaled.
      std.push(variance > ROUNDING ? Math.sqrt(variance) : 1);
    }
    return { mean, std };
  }
}

function labelBytes(labels: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(labels.length * 2);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < labels.length; i++) view.setUint16(i * 2, labels[i]!, true);
  return bytes;
}

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
): Promise<DatasetInfo> {
  const files = new Map<DataFile, DigestedFile>();
  const counts: Record<Split, number> = { train: 0, test: 0 };
  const histogram = new PixelHistogram(raw.shape.channels);
  try {
    for (const split of SPLITS)
      for (const part of ['images', 'labels'] as const)
        files.set(`${split}.${part}`, await DigestedFile.create(path.join(folder, `${split}.${part}`)));
    for await (const chunk of raw.chunks()) {
      checkChunk(raw, chunk, raw.shape);
      if (chunk.split === 'train') histogram.add(chunk.images);
      await files.get(`${chunk.split}.images`)!.append(chunk.images);
      await files.get(`${chunk.split}.labels`)!.append(labelBytes(chunk.labels));
      counts[chunk.split] += chunk.labels.length;
      progress({
        label: `reading ${raw.source}`,
        done: counts.train + counts.test,
        total: raw.total,
        unit: 'images',
      });
    }
    for (const split of SPLITS)
      if (counts[split] === 0)
        throw new PlateauError(
          `${raw.source} has no ${split} images.`,
          'A data set needs at least one image in train and in test.',
        );
    const info: DatasetInfo = {
      name,
      kind: raw.kind,
      source: raw.source,
      ...raw.shape,
      classes: [...raw.classes],
      train: { count: counts.train },
      test: { count: counts.test },
      mean: raw.normalisation ? [...raw.normalisation.mean] : histogram.normalisation().mean,
      std: raw.normalisation ? [...raw.normalisation.std] : histogram.normalisation().std,
      files: {
        'train.images': await files.get('train.images')!.finish(),
        'train.labels': await files.get('train.labels')!.finish(),
        'test.images': await files.get('test.images')!.finish(),
        'test.labels': await files.get('test.labels')!.finish(),
      },
    };
    const infoFile = await DigestedFile.create(path.join(folder, INFO_FILE));
    await infoFile.append(new TextEncoder().encode(`${JSON.stringify(info, null, 2)}\n`));
    await infoFile.finish();
    return info;
  } finally {
    await Promise.all([...files.values()].map((file) => file.abandon()));
  }
}
