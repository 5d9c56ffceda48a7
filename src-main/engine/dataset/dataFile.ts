/** Reads the files of a data set's folder, checked against what `dataset.json` says of them. */
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { PlateauError } from '../../../src-shared/errors.ts';
import type { DataFile, DatasetInfo, Split } from './datasetInfo.ts';

/** Images `[from, to)` of a split. */
export interface ImageRange {
  readonly from: number;
  readonly to: number;
}

/** A read call moves at most this much, so that a slow disk is seen to make progress. */
const READ_BYTES = 8 * 1024 * 1024;

/** A data set's folder that is not as it was written. */
export function brokenDataset(folder: string, problem: string): PlateauError {
  const name = path.basename(folder);
  return new PlateauError(
    `The data set in ${folder} is damaged: ${problem}.`,
    `Remove it with \`plateau dataset remove ${name}\` and add it again.`,
  );
}

/** Refuses a range that the split does not have. */
export function checkRange(info: DatasetInfo, split: Split, { from, to }: ImageRange): void {
  const total = info[split].count;
  if (!(Number.isInteger(from) && Number.isInteger(to) && 0 <= from && from < to && to <= total))
    throw new PlateauError(
      `Images ${from} to ${to} were asked of the ${total} ${split} images of ${info.name}.`,
      `Use a range within 0 to ${total}.`,
    );
}

/** Bytes `[from, to)` of one data file, after a check of the file's size; `onRead` is called after each part. */
export function readBytes(
  folder: string,
  file: DataFile,
  size: number,
  { from, to }: ImageRange,
  onRead: () => void,
): Uint8Array<ArrayBuffer> {
  const full = path.join(folder, file);
  if (!existsSync(full)) throw brokenDataset(folder, `${file} is missing`);
  const found = statSync(full).size;
  if (found !== size) throw brokenDataset(folder, `${file} has ${found} bytes instead of ${size}`);
  const bytes = new Uint8Array(to - from);
  const handle = openSync(full, 'r');
  try {
    for (let done = 0; done < bytes.length;) {
      const read = readSync(handle, bytes, done, Math.min(READ_BYTES, bytes.length - done), from + done);
      if (read === 0) throw brokenDataset(folder, `${file} ended early, at byte ${from + done}`);
      done += read;
      onRead();
    }
  } finally {
    closeSync(handle);
  }
  return bytes;
}

/** The labels of images `[from, to)`, each within the classes. */
export function readLabels(
  folder: string,
  info: DatasetInfo,
  split: Split,
  { from, to }: ImageRange,
  onRead: () => void,
): Uint16Array<ArrayBuffer> {
  const range = { from: from * 2, to: to * 2 };
  // Little endian on disk, as on every platform that TensorFlow runs on: no swap.
  const labels = new Uint16Array(
    readBytes(folder, `${split}.labels`, info[split].count * 2, range, onRead).buffer,
  );
  const wrong = labels.findIndex((label) => label >= info.classes.length);
  if (wrong >= 0)
    throw brokenDataset(
      folder,
      `${split}.labels: label ${labels[wrong]} of image ${from + wrong} is not in 0..${info.classes.length - 1}`,
    );
  return labels;
}
