import { rmSync, writeFileSync } from 'node:fs';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { writeFiles } from '../../../test/fixtures/dataset/archives.ts';
import { noisePicture } from '../../../test/fixtures/dataset/pictures.ts';
import { temporaryFolder } from '../../../test/fixtures/dataset/temporaryFolder.ts';
import { epochBatches } from './batches.ts';
import type { LoaderOptions } from './batches.ts';
import { INDEXED_KIND } from './datasetInfo.ts';
import type { IndexedInfo } from './datasetInfo.ts';
import { openFile } from './decodeFile.ts';
import { readFileSet } from './fileSet.ts';
import { testView } from './fileView.ts';
import { writeIndex } from './indexWriter.ts';
import { BatchLoader } from './loader.ts';
import type { Batch } from './loader.ts';
import { openImageFolder } from './readers/imageFolder.ts';

const SIDE = 16;
const VALUES = SIDE * SIDE * 3;
const PER_CLASS = { train: 12, test: 5 };

interface Made {
  /** Of the data set. */
  readonly folder: string;
  readonly info: IndexedInfo;
}

/** A data set of noise in images of many sizes, decoded as needed. */
async function make(root: string): Promise<Made> {
  const files: Record<string, Uint8Array> = {};
  for (const [split, count] of Object.entries(PER_CLASS))
    for (const [label, name] of ['ant', 'bee', 'cow'].entries())
      for (let i = 0; i < count; i++)
        files[`images/${split}/${name}/${i}.jpg`] = await noisePicture(
          100 * label + i,
          30 + 3 * i,
          40 - label,
        );
  await writeFiles(root, { ...files, 'set/.keep': new Uint8Array(0) });
  const index = await openImageFolder(path.join(root, 'images'), { size: SIDE, decode: 'as-needed' });
  if (index.kind !== INDEXED_KIND) throw new Error(`opened as ${index.kind}`);
  const folder = path.join(root, 'set');
  return { folder, info: await writeIndex(folder, 'insects', index, () => undefined) };
}

let root = '';
let shared: Made;
beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'plateau-files-'));
  shared = await make(root);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const OPTIONS: Omit<LoaderOptions, 'datasetFolder'> = {
  split: 'train',
  from: 2,
  to: 34,
  batch: 5,
  order: 'shuffled',
  stream: 1,
  seed: 9,
  crop: 4,
  flip: true,
  cutoutLength: 4,
  colorJitter: 0.4,
  dropLast: true,
};

function open(override: Partial<LoaderOptions> = {}): BatchLoader {
  const loader = new BatchLoader({ datasetFolder: shared.folder, ...OPTIONS, ...override });
  onTestFinished(() => loader.close());
  return loader;
}

function read(loader: BatchLoader, epoch: number, fromBatch: number, batches: number): Batch[] {
  loader.start({ epoch, cutoutProbability: 0.5, fromBatch, batches });
  return Array.from({ length: batches }, () => loader.next());
}

test('a resumed epoch goes on as the whole one, in another loader too', () => {
  const whole = read(open(), 3, 0, 6);
  expect(whole[0]!.x).toHaveLength(5 * VALUES);
  expect(new Set(whole.map(({ x }) => x.join(' '))).size).toBe(6);
  const resumed = open();
  expect(read(resumed, 3, 4, 2)).toEqual(whole.slice(4));
  expect(read(resumed, 3, 1, 2)).toEqual(whole.slice(1, 3));
});

test.each(['epoch', 'seed', 'stream'] as const)('another %s gives other batches', (what) => {
  const first = read(open(), 0, 0, 1)[0]!;
  const other = what === 'epoch' ? read(open(), 1, 0, 1) : read(open({ [what]: 77 }), 0, 0, 1);
  expect(other[0]!.x).not.toEqual(first.x);
});

test('a batch has the labels of the images that the epoch’s order names', () => {
  const set = readFileSet(shared.folder, shared.info, 'train', OPTIONS);
  const order = epochBatches({ datasetFolder: shared.folder, ...OPTIONS }, 2);
  read(open(), 2, 0, 6).forEach(({ y }, index) => {
    expect([...y]).toEqual([...order(index)].map((image) => set.labels[image]));
  });
});

test('sequential batches are the middle of the scaled images, normalised, the last one filled up with zeros', async () => {
  const loader = open({ split: 'test', from: 0, to: 15, batch: 4, order: 'sequential', dropLast: false });
  const batches = read(loader, 0, 0, 4);
  expect(batches.map(({ count }) => count)).toEqual([4, 4, 4, 3]);
  const { mean, std, upright } = shared.info;
  const set = readFileSet(shared.folder, shared.info, 'test');
  for (const [i, label] of set.labels.entries()) {
    const { x, y } = batches[Math.floor(i / 4)]!;
    expect(y[i % 4]).toBe(label);
    expect(set.path(i)).toContain(`test/${shared.info.classes[label]}/`);
    const file = await openFile(set.path(i), upright);
    const pixels = await file.decode(testView(file.size, SIDE), SIDE);
    const found = x.subarray((i % 4) * VALUES, ((i % 4) + 1) * VALUES);
    expect([...found]).toEqual(
      [...pixels].map((v, k) => Math.fround((v / 255 - mean[k % 3]!) / std[k % 3]!)),
    );
  }
  expect(batches[3]!.x.subarray(3 * VALUES).every((value) => value === 0)).toBe(true);
});

/** Images of two batches that differ in an option, each with its mirror image, for comparison. */
function mirrored(x: Float32Array, image: number): Float32Array {
  return Float32Array.from({ length: VALUES }, (_, i) => {
    const [row, column, c] = [Math.floor(i / (SIDE * 3)), Math.floor(i / 3) % SIDE, i % 3];
    return x[image * VALUES + (row * SIDE + SIDE - 1 - column) * 3 + c]!;
  });
}

test('flipped images are the mirror image of what they are without; about half of them are', () => {
  const plain = { cutoutLength: 0, colorJitter: 0 };
  const straight = read(open({ ...plain, flip: false }), 0, 0, 6);
  const flipped = read(open({ ...plain, flip: true }), 0, 0, 6);
  let mirrors = 0;
  straight.forEach(({ x }, batch) => {
    for (let i = 0; i < 5; i++) {
      const other = flipped[batch]!.x.slice(i * VALUES, (i + 1) * VALUES);
      const same = x.slice(i * VALUES, (i + 1) * VALUES);
      const mirror = mirrored(x, i);
      if (other.every((value, k) => value === mirror[k])) mirrors++;
      else expect(other).toEqual(same);
    }
  });
  expect(mirrors).toBeGreaterThan(5);
  expect(mirrors).toBeLessThan(25);
});

test('cutout leaves the square at 0 after normalisation, with its probability', () => {
  const loader = open({ colorJitter: 0.4 });
  const zeros = (batches: Batch[]): number[] =>
    batches.flatMap(({ x }) =>
      Array.from(
        { length: 5 },
        (_, i) => x.subarray(i * VALUES, (i + 1) * VALUES).filter((v) => v === 0).length,
      ),
    );
  const cuts = zeros(read(loader, 0, 0, 6));
  expect(Math.max(...cuts)).toBe(4 * 4 * 3);
  expect(cuts.filter((count) => count === 0).length).toBeGreaterThan(5);
  expect(cuts.filter((count) => count > 0).length).toBeGreaterThan(5);
});

test('random colours are other colours of the same part of the image', () => {
  const plain = { flip: false, cutoutLength: 0 };
  const [still] = read(open({ ...plain, colorJitter: 0 }), 0, 0, 1);
  const [moved] = read(open({ ...plain, colorJitter: 0.4 }), 0, 0, 1);
  const [faint] = read(open({ ...plain, colorJitter: 1e-6 }), 0, 0, 1);
  const distance = (a: Float32Array, b: Float32Array): number =>
    Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));
  expect(distance(still!.x, moved!.x)).toBeGreaterThan(0.1);
  expect(distance(still!.x, faint!.x)).toBeLessThan(1e-4);
});

test('only the images of a batch are read: all others may be damaged', async () => {
  const made = await make(temporaryFolder());
  const options = { ...OPTIONS, datasetFolder: made.folder };
  const set = readFileSet(made.folder, made.info, 'train', OPTIONS);
  const needed = new Set(epochBatches(options, 0)(2));
  for (let i = 0; i < set.count; i++) if (!needed.has(i)) writeFileSync(set.path(i), 'no image');
  const loader = open({ datasetFolder: made.folder });
  expect(read(loader, 0, 2, 1)).toEqual(read(open(), 0, 2, 1));
  // And the same loader names the first damaged file that it does need.
  expect(() => read(loader, 0, 0, 1)).toThrow(/\/images\/train\/\w+\/\d+\.jpg: it cannot be decoded/);
});

test('a folder that is gone is named, with what to do', async () => {
  const made = await make(temporaryFolder());
  rmSync(made.info.folder, { recursive: true });
  const loader = open({ datasetFolder: made.folder });
  expect(() => read(loader, 0, 0, 1)).toThrow(`${made.info.folder}, and that folder is not there`);
});

test('a loader can be closed while it decodes', async () => {
  const loader = open();
  loader.start({ epoch: 0, cutoutProbability: 0, fromBatch: 0, batches: 6 });
  loader.next();
  await loader.close();
  expect(() => loader.next()).toThrow('closed');
});
