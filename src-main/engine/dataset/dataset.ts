/** Reads the canonical form of a data set (datasetInfo.ts) from its folder, whole or in part. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { PlateauError } from '../../../src-shared/errors.ts';
import { brokenDataset, checkRange, readBytes, readLabels } from './dataFile.ts';
import type { ImageRange } from './dataFile.ts';
import { INDEXED_KIND, INFO_FILE, datasetInfoSchema, imageBytes } from './datasetInfo.ts';
import type { DatasetInfo, DecodedInfo, Split } from './datasetInfo.ts';

/** `images` NHWC uint8, `count` images; `labels[i]` belongs to image i. */
export interface ImageSet {
  readonly images: Uint8Array<ArrayBuffer>;
  readonly labels: Uint16Array<ArrayBuffer>;
  readonly count: number;
}

export interface Dataset {
  readonly info: DecodedInfo;
  readonly train: ImageSet;
  readonly test: ImageSet;
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
    throw brokenDataset(folder, `${INFO_FILE} is not JSON`);
  }
  const parsed = datasetInfoSchema.safeParse(json);
  if (!parsed.success) throw brokenDataset(folder, `${INFO_FILE}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** Images `[from, to)` of a split. `onRead` is called after each part that was read. */
export function readImages(
  folder: string,
  info: DecodedInfo,
  split: Split,
  range: ImageRange = { from: 0, to: info[split].count },
  onRead: () => void = () => undefined,
): ImageSet {
  checkRange(info, split, range);
  const size = imageBytes(info);
  const bytes = { from: range.from * size, to: range.to * size };
  const images = readBytes(folder, `${split}.images`, info[split].count * size, bytes, onRead);
  return {
    images,
    labels: readLabels(folder, info, split, range, onRead),
    count: range.to - range.from,
  };
}

/** The whole data set in memory; sizes and label ranges are checked, digests are not. */
export function loadDataset(folder: string): Dataset {
  const info = readDatasetInfo(folder);
  if (info.kind === INDEXED_KIND)
    throw new Error(`${info.name} is decoded as needed: its images are never in memory as a whole`);
  return { info, train: readImages(folder, info, 'train'), test: readImages(folder, info, 'test') };
}
