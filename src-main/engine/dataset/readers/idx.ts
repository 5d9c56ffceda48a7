/** The IDX files of MNIST and its successors: http://yann.lecun.com/exdb/mnist/, gzipped or not. */
import { gunzipSync } from 'node:zlib';
import { describeError } from '../../../../src-shared/errors.ts';
import { SPLITS } from '../datasetInfo.ts';
import type { Split } from '../datasetInfo.ts';
import { checkLabels, damagedFile } from '../rawDataset.ts';
import type { Chunk, RawDataset } from '../rawDataset.ts';
import type { Members } from './members.ts';

/** Class names by data set; any other gets its labels as names. */
const CLASSES: ReadonlyMap<string, readonly string[]> = new Map([
  ['mnist', Array.from({ length: 10 }, (_, digit) => String(digit))],
  ['fashion-mnist', 'T-shirt/top,Trouser,Pullover,Dress,Coat,Sandal,Shirt,Sneaker,Bag,Ankle boot'.split(',')],
]);

const PREFIXES: Readonly<Record<Split, readonly string[]>> = { train: ['train'], test: ['t10k', 'test'] };
const UNSIGNED_BYTE = 8;

interface IdxArray {
  readonly file: string;
  readonly sides: readonly number[];
  readonly values: Uint8Array;
}

/** `dimensions` 1: labels, 3: images. The name is found as `…-idx3-ubyte` or `….idx3-ubyte`, gzipped or not. */
function findFile(members: Members, split: Split, dimensions: 1 | 3): string | undefined {
  const part = dimensions === 1 ? 'labels' : 'images';
  const stems = PREFIXES[split].flatMap((prefix) =>
    ['-', '.'].map((sign) => `${prefix}-${part}${sign}idx${dimensions}-ubyte`),
  );
  return stems.flatMap((stem) => [stem, `${stem}.gz`]).find((name) => members.has(name));
}

async function readIdx(members: Members, split: Split, dimensions: 1 | 3): Promise<IdxArray> {
  const name =
    findFile(members, split, dimensions) ??
    `${PREFIXES[split][0]}-${dimensions === 1 ? 'labels' : 'images'}-idx${dimensions}-ubyte`;
  const file = members.label(name);
  let bytes = await members.read(name);
  try {
    if (name.endsWith('.gz')) bytes = gunzipSync(bytes);
  } catch (error) {
    throw damagedFile(file, `it cannot be unpacked (${describeError(error)})`);
  }
  const header = 4 + 4 * dimensions;
  if (bytes.length < header)
    throw damagedFile(file, `it has ${bytes.length} bytes, fewer than its header of ${header}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = (UNSIGNED_BYTE << 8) | dimensions;
  if (view.getUint32(0) !== magic)
    throw damagedFile(file, `its magic number is ${view.getUint32(0)} instead of ${magic}`);
  const sides = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
  const size = sides.reduce((product, side) => product * side, 1);
  if (bytes.length !== header + size)
    throw damagedFile(
      file,
      `it has ${bytes.length - header} bytes of data instead of ${size} (${sides.join(' × ')})`,
    );
  return { file, sides, values: bytes.subarray(header) };
}

/** Whether the four files are there (or at least the first one). */
export function looksLikeIdx(members: Members): boolean {
  return findFile(members, 'train', 3) !== undefined;
}

/** The four IDX files in a folder or an archive: one channel. `name` decides the class names. */
export async function openIdx(members: Members, name: string): Promise<RawDataset> {
  const sets: { split: Split; images: IdxArray; labels: IdxArray }[] = [];
  for (const split of SPLITS) {
    const images = await readIdx(members, split, 3);
    const labels = await readIdx(members, split, 1);
    if (images.sides[0] !== labels.sides[0])
      throw damagedFile(labels.file, `it has ${labels.sides[0]} labels for ${images.sides[0]} images`);
    sets.push({ split, images, labels });
  }
  const [, height, width] = sets[0]!.images.sides;
  const other = sets.find(({ images }) => images.sides[1] !== height || images.sides[2] !== width);
  if (other)
    throw damagedFile(
      other.images.file,
      `its images are ${other.images.sides.slice(1).join(' × ')}, those of train ${height} × ${width}`,
    );
  const largest = sets.reduce((most, { labels }) => labels.values.reduce((a, b) => Math.max(a, b), most), 0);
  const classes = CLASSES.get(name) ?? Array.from({ length: largest + 1 }, (_, label) => String(label));
  for (const { labels } of sets) checkLabels(labels.file, labels.values, classes.length);
  return {
    kind: 'idx',
    source: members.source,
    shape: { height: height!, width: width!, channels: 1 },
    classes,
    total: sets.reduce((sum, { images }) => sum + images.sides[0]!, 0),
    chunks: () =>
      sets.map(({ split, images, labels }): Chunk => ({
        split,
        images: images.values,
        labels: labels.values,
      })),
  };
}
