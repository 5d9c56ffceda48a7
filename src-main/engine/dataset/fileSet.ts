/** The image files of a data set that is decoded as needed: their paths and labels, not their pixels. */
import { statSync } from 'node:fs';
import path from 'node:path';
import { PlateauError } from '../../../src-shared/errors.ts';
import { brokenDataset, checkRange, readBytes, readLabels } from './dataFile.ts';
import type { ImageRange } from './dataFile.ts';
import type { IndexedInfo, Split } from './datasetInfo.ts';

export interface FileSet {
  readonly labels: Uint16Array<ArrayBuffer>;
  readonly count: number;
  /** Absolute path of image i of the set. */
  path(index: number): string;
}

const NEWLINE = 10;

/** Where each line begins, and behind the last one the end: a few bytes an image instead of a string. */
function lineStarts(bytes: Uint8Array, lines: number): Uint32Array | undefined {
  const starts = new Uint32Array(lines + 1);
  let line = 0;
  for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, end + 1)) {
    if (line === lines) return undefined;
    starts[++line] = end + 1;
  }
  return line === lines && starts[lines] === bytes.length ? starts : undefined;
}

/** Files `[from, to)` of a split; refuses an index that is damaged and a folder that is gone. */
export function readFileSet(
  folder: string,
  info: IndexedInfo,
  split: Split,
  range: ImageRange = { from: 0, to: info[split].count },
  onRead: () => void = () => undefined,
): FileSet {
  checkRange(info, split, range);
  const file = `${split}.paths` as const;
  const size = info.files[file].bytes;
  const bytes = readBytes(folder, file, size, { from: 0, to: size }, onRead);
  const starts = lineStarts(bytes, info[split].count);
  if (!starts) throw brokenDataset(folder, `${file} does not have ${info[split].count} lines`);
  const labels = readLabels(folder, info, split, range, onRead);
  if (!statSync(info.folder, { throwIfNoEntry: false })?.isDirectory())
    throw new PlateauError(
      `The images of ${info.name} are files in ${info.folder}, and that folder is not there.`,
      `Bring it back (is its disk mounted?), or remove the data set with \`plateau dataset remove ${info.name}\` and add it from its new place.`,
    );
  const decoder = new TextDecoder();
  return {
    labels,
    count: range.to - range.from,
    path: (index) => {
      const line = range.from + index;
      return path.join(info.folder, decoder.decode(bytes.subarray(starts[line], starts[line + 1]! - 1)));
    },
  };
}
