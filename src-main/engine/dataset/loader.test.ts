import { rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, afterAll, expect, onTestFinished, test } from 'vitest';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { PlateauError } from '../../../src-shared/errors.ts';
import { temporaryFolder } from '../../../test/fixtures/dataset/temporaryFolder.ts';
import { batchFiller, epochBatches } from './batches.ts';
import type { LoaderOptions } from './batches.ts';
import { loadDataset } from './dataset.ts';
import { writeDataset } from './datasetWriter.ts';
import { BatchLoader } from './loader.ts';
import type { Batch } from './loader.ts';
import { generatedDataset } from './readers/generated.ts';

const GENERATED = { train: 50, test: 10, classes: 5, size: 6, seed: 3 };
const VALUES = 6 * 6 * 3;
let shared = '';

async function generate(folder: string): Promise<void> {
  await writeDataset(folder, 'generated', generatedDataset(GENERATED), () => undefined);
}

beforeAll(async () => {
  shared = mkdtempSync(path.join(tmpdir(), 'plateau-loader-'));
  await generate(shared);
});
afterAll(() => rmSync(shared, { recursive: true, force: true }));

const OPTIONS: Omit<LoaderOptions, 'datasetFolder'> = {
  split: 'train',
  from: 5,
  to: 45,
  batch: 6,
  order: 'shuffled',
  stream: 1,
  seed: 9,
  crop: 2,
  flip: true,
  cutoutLength: 2,
  dropLast: true,
};

function open(override: Partial<LoaderOptions> = {}): BatchLoader {
  const loader = new BatchLoader({ datasetFolder: shared, ...OPTIONS, ...override });
  onTestFinished(() => loader.close());
  return loader;
}

function read(loader: BatchLoader, epoch: number, fromBatch: number, batches: number): Batch[] {
  loader.start({ epoch, cutoutProbability: 0.5, fromBatch, batches });
  return Array.from({ length: batches }, () => loader.next());
}

test('a batch is what the pure functions of seed, stream, epoch and index say', () => {
  const options = { datasetFolder: shared, ...OPTIONS };
  const { info, train } = loadDataset(shared);
  const range = { images: train.images.subarray(5 * VALUES), labels: train.labels.subarray(5), count: 40 };
  const fill = batchFiller(options, info, {
    ...range,
    images: new Uint8Array(range.images),
    labels: new Uint16Array(range.labels),
  });
  const x = new Float32Array(6 * VALUES);
  const y = new Int32Array(6);
  fill({ epoch: 2, index: 4, cutoutProbability: 0.5 }, x, y);
  const batch = read(open(), 2, 0, 6)[4]!;
  expect(batch).toEqual({ x, y, count: 6 });
  expect([...batch.y]).toEqual([...epochBatches(options, 2)(4)].map((image) => train.labels[5 + image]));
});

test.each(['shuffled', 'replacement'] as const)(
  'two loaders with the same seed give the same %s batches',
  (order) => {
    expect(read(open({ order }), 0, 0, 6)).toEqual(read(open({ order }), 0, 0, 6));
  },
);

test.each(['shuffled', 'replacement', 'sequential'] as const)(
  'a resumed %s epoch goes on as the whole one',
  (order) => {
    const whole = read(open({ order }), 1, 0, 6);
    const resumed = open({ order });
    expect(read(resumed, 1, 2, 4)).toEqual(whole.slice(2));
    expect(read(resumed, 1, 5, 1)).toEqual(whole.slice(5));
  },
);

test('a jump while batches are prepared gives the batches asked for, not the old ones', () => {
  const loader = open({ order: 'replacement' });
  const expected = read(open({ order: 'replacement' }), 3, 7, 1);
  for (let i = 0; i < 50; i++) loader.start({ epoch: i, cutoutProbability: 0.5, fromBatch: i, batches: 100 });
  loader.next();
  expect(read(loader, 3, 7, 1)).toEqual(expected);
});

test.each(['epoch', 'seed', 'stream'] as const)('another %s gives other batches', (what) => {
  const first = read(open(), 0, 0, 6);
  const other = what === 'epoch' ? read(open(), 1, 0, 6) : read(open({ [what]: 77 }), 0, 0, 6);
  other.forEach((batch, i) => expect(batch.x).not.toEqual(first[i]!.x));
});

test('a shuffled epoch shows no image twice and all but the dropped ones', () => {
  const batches = epochBatches({ datasetFolder: shared, ...OPTIONS }, 4);
  const seen = [0, 1, 2, 3, 4, 5].flatMap((index) => [...batches(index)]);
  expect(new Set(seen).size).toBe(36);
  expect(Math.max(...seen)).toBeLessThan(40);
});

test('a batch drawn with replacement holds distinct images, and later ones hold the same again', () => {
  const batches = epochBatches({ datasetFolder: shared, ...OPTIONS, order: 'replacement' }, 0);
  const drawn = Array.from({ length: 40 }, (_, index) => [...batches(index)]);
  for (const batch of drawn) expect(new Set(batch).size).toBe(6);
  expect(new Set(drawn.flat()).size).toBe(40);
});

test('sequential batches are the plain images in order, the last one filled up with zeros', () => {
  const loader = open({ order: 'sequential', dropLast: false });
  expect(loader.batchesPerEpoch).toBe(7);
  const { info, train } = loadDataset(shared);
  const batches = read(loader, 0, 0, 7);
  expect(batches.map(({ count }) => count)).toEqual([6, 6, 6, 6, 6, 6, 4]);
  batches.forEach(({ x, y, count }, index) => {
    for (let i = 0; i < count; i++) {
      const image = 5 + index * 6 + i;
      expect(y[i]).toBe(train.labels[image]);
      const pixel = train.images[image * VALUES + 4]!;
      expect(x[i * VALUES + 4]).toBe(Math.fround((pixel / 255 - info.mean[1]!) / info.std[1]!));
    }
  });
  const last = batches[6]!;
  expect(last.x.subarray(4 * VALUES).every((value) => value === 0)).toBe(true);
  expect([...last.y.subarray(4)]).toEqual([0, 0]);
});

test('a batch is a copy that later ones leave alone', () => {
  const loader = open({ order: 'replacement' });
  loader.start({ epoch: 0, cutoutProbability: 0, fromBatch: 0, batches: 20 });
  const first = loader.next();
  const kept = first.x.slice();
  for (let i = 1; i < 20; i++) loader.next();
  expect(first.x).toEqual(kept);
});

test('waiting is counted: some for the first batch, and it never shrinks', () => {
  const loader = open();
  expect(loader.waitSeconds).toBe(0);
  loader.start({ epoch: 0, cutoutProbability: 0, fromBatch: 0, batches: 2 });
  loader.next();
  const first = loader.waitSeconds;
  // The thread has to start and read its images before the first batch can be there.
  expect(first).toBeGreaterThan(0);
  loader.next();
  expect(loader.waitSeconds).toBeGreaterThanOrEqual(first);
});

test('next is refused beyond what was started, before a start and after the close', async () => {
  const loader = open();
  expect(() => loader.next()).toThrow('beyond');
  read(loader, 0, 0, 1);
  expect(() => loader.next()).toThrow('beyond');
  loader.start({ epoch: 0, cutoutProbability: 0, fromBatch: 0, batches: 5 });
  await loader.close();
  expect(() => loader.next()).toThrow('closed');
  await loader.close();
});

test('asking for more batches than an epoch has is refused with the bound', () => {
  const loader = open();
  expect(() => loader.start({ epoch: 0, cutoutProbability: 0, fromBatch: 3, batches: 4 })).toThrow(
    'Batches 3 to 7 were asked of epoch 0, which has 6.',
  );
});

test('a range or a batch that the images do not have is refused', () => {
  expect(() => open({ to: 51 })).toThrow('Images 5 to 51 were asked of the 50 train images');
  expect(() => open({ batch: 41 })).toThrow('The batch of 41 is larger than the 40 images');
  expect(() => open({ datasetFolder: path.join(shared, 'none') })).toThrow(PlateauError);
});

test('what goes wrong in the thread is thrown by next, with the remedy', async () => {
  const folder = temporaryFolder();
  await generate(folder);
  truncateSync(path.join(folder, 'train.images'), 100);
  const loader = open({ datasetFolder: folder });
  let thrown: unknown;
  try {
    read(loader, 0, 0, 1);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(PlateauError);
  expect(String(thrown)).toContain(`train.images has 100 bytes instead of ${50 * VALUES}`);
  expect(thrown).toHaveProperty('remedy', expect.stringContaining('plateau dataset remove'));
});

test('a damaged label is found by the thread', async () => {
  const folder = temporaryFolder();
  await generate(folder);
  writeFileSync(path.join(folder, 'train.labels'), new Uint8Array(100).fill(9));
  expect(() => read(open({ datasetFolder: folder }), 0, 0, 1)).toThrow(
    'label 2313 of image 5 is not in 0..4',
  );
});
