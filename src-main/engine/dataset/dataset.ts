/** Reads the canonical form of a data set (datasetInfo.ts) from its folder, whole or in part. */
import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { PlateauError } from '../../../src-shared/errors.ts';
import { INFO_FILE, datasetInfoSchema, imageBytes } from './datasetInfo.ts';
import type { DataFile, DatasetInfo, Split } from './datasetInfo.ts';

/** `images` NHWC uint8, `count` images; `labels[i]` belongs to image i. */
export interface ImageSet {
  readonly images: Uint8Array<ArrayBuffer>;
  readonly labels: Uint16Array<ArrayBuffer>;
  readonly count: number;
}

export interface Dataset {
  readonly info: DatasetInfo;
  readonly train: ImageSet;
  readonly test: ImageSet;
}

/** A read call moves at most this much, so that a slow disk is seen to make progress. */
const READ_BYTES = 8 * 1024 * 1024;

function broken(folder: string, problem: string): PlateauError {
  const name = path.basename(folder);
  return new PlateauError(
    `The data set in ${folder} is damaged: ${problem}.`,
    `Remove it with \`plateau dataset remove ${name}\` and add it again.`,
  );
}

/** Reads and checks `dataset.json`. */
export function readDatasetInfo(folder: string): DatasetInfo {
  const file = path.join(folder, INFO_FILE);
  if (!existsSync(file))
    throw new PlateauError(
      `There is no data set in ${folder}.`,
      `Add it with \`plateau dataset add ${path.basename(folder)}\`; \`plateau dataset list\` shows what is there.`,
    );
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw broken(folder, `${INFO_FILE} is not JSON`);
  }
  const parsed = datasetInfoSchema.safeParse(json);
  if (!parsed.success) throw broken(folder, `${INFO_FILE}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** Bytes `[from, to)` of one data file, after a check of the file's size against the counts. */
function readBytes(
  folder: string,
  file: DataFile,
  size: number,
  from: number,
  to: number,
  onRead: () => void,
): Uint8Array<ArrayBuffer> {
  const full = path.join(folder, file);
  if (!existsSync(full)) throw broken(folder, `${file} is missing`);
  const found = statSync(full).size;
  if (found !== size) throw broken(folder, `${file} has ${found} bytes instead of ${size}`);
  const bytes = new Uint8Array(to - from);
  const handle = openSync(full, 'r');
  try {
    for (let done = 0; done < bytes.length;) {
      const read = readSync(handle, bytes, done, Math.min(READ_BYTES, bytes.length - done), from + done);
      if (read === 0) throw broken(folder, `${file} ended early, at byte ${from + done}`);
      done += read;
      onRead();
    }
  } finally {
    closeSync(handle);
  }
  return bytes;
}

/** Images `[from, to)` of a split. `onRead` is called after each part that was read. */
export function readImages(
  folder: string,
  info: DatasetInfo,
  split: Split,
  range: { from: number; to: number } = { from: 0, to: info[split].count },
  onRead: () => void = () => undefined,
): ImageSet {
  const total = info[split].count;
  const { from, to } = range;
  if (!(Number.isInteger(from) && Number.isInteger(to) && 0 <= from && from < to && to <= total))
    throw new PlateauError(
      `Images ${from} to ${to} were asked of the ${total} ${split} images of ${info.name}.`,
      `Use a range within 0 to ${total}.`,
    );
  const size = imageBytes(info);
  const images = readBytes(folder, `${split}.images`, total * size, from * size, to * size, onRead);
  // Little endian on disk, as on every platform that TensorFlow runs on: no swap.
  const labels = new Uint16Array(
    readBytes(folder, `${split}.labels`, total * 2, from * 2, to * 2, onRead).buffer,
  );
  const wrong = labels.findIndex((label) => label >= info.classes.length);
  if (wrong >= 0)
    throw broken(
      folder,
      `${split}.labels: label ${labels[wrong]} of image ${from + wrong} is not in 0..${info.classes.length - 1}`,
    );
  return { images, labels, count: to - from };
}

/** The whole data set in memory; sizes and label ranges are checked, digests are not. */
export function loadDataset(folder: string): Dataset {
  const info = readDatasetInfo(folder);
  return { info, train: readImages(folder, info, 'train'), test: readImages(folder, info, 'test') };
}
