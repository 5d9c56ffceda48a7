import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../test/fixtures/dataset/temporaryFolder.ts';
import { loadDataset, readDatasetInfo } from './dataset.ts';
import { writeDataset } from './datasetWriter.ts';
import type { Chunk, RawDataset } from './rawDataset.ts';
import { generatedDataset } from './readers/generated.ts';

const quiet = (): void => undefined;
const CHUNKS: Chunk[] = [
  { split: 'train', images: Uint8Array.of(0, 10, 255, 10), labels: [1] },
  { split: 'test', images: Uint8Array.of(7, 8, 9, 10), labels: [0] },
  { split: 'train', images: Uint8Array.of(255, 10, 0, 10), labels: [300] },
];
const raw = (override: Partial<RawDataset> = {}): RawDataset => ({
  kind: 'idx',
  source: 'a test',
  shape: { height: 2, width: 1, channels: 2 },
  classes: Array.from({ length: 301 }, (_, i) => `c${i}`),
  total: 3,
  chunks: () => CHUNKS,
  ...override,
});

test('what was written is read back: images, labels beyond 255, counts', async () => {
  const folder = temporaryFolder();
  const written = await writeDataset(folder, 'mine', raw(), quiet);
  const { info, train, test } = loadDataset(folder);
  expect(info).toEqual(written);
  expect(info).toMatchObject({
    name: 'mine',
    height: 2,
    width: 1,
    channels: 2,
    train: { count: 2 },
    test: { count: 1 },
  });
  expect([...train.images]).toEqual([0, 10, 255, 10, 255, 10, 0, 10]);
  expect([...train.labels]).toEqual([1, 300]);
  expect([...test.images]).toEqual([7, 8, 9, 10]);
});

test('mean and deviation are those of the training images; a constant channel is not divided by zero', async () => {
  const { mean, std } = await writeDataset(temporaryFolder(), 'mine', raw(), quiet);
  expect(mean).toEqual([0.5, expect.closeTo(10 / 255, 12)]);
  expect(std[0]).toBeCloseTo(0.5, 12);
  expect(std[1]).toBe(1);
});

test('given constants are kept', async () => {
  const normalisation = { mean: [0.1, 0.2], std: [0.3, 0.4] };
  expect(await writeDataset(temporaryFolder(), 'mine', raw({ normalisation }), quiet)).toMatchObject(
    normalisation,
  );
});

test('the digests are those of the files', async () => {
  const folder = temporaryFolder();
  const { files } = await writeDataset(folder, 'mine', raw(), quiet);
  expect(Object.keys(files)).toHaveLength(4);
  for (const [file, written] of Object.entries(files)) {
    const bytes = readFileSync(path.join(folder, file));
    expect(written).toEqual({
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
  }
});

test('progress counts the images up to the total', async () => {
  const done: unknown[] = [];
  await writeDataset(temporaryFolder(), 'mine', raw(), (update) =>
    done.push([update.done, update.total, update.unit]),
  );
  expect(done).toEqual([
    [1, 3, 'images'],
    [2, 3, 'images'],
    [3, 3, 'images'],
  ]);
});

test('a label without a class and a split without images are refused', async () => {
  await expect(writeDataset(temporaryFolder(), 'mine', raw({ classes: ['a', 'b'] }), quiet)).rejects.toThrow(
    'a test (train): label 300 of image 0 is not in 0..1',
  );
  const trainOnly = raw({ chunks: () => CHUNKS.filter(({ split }) => split === 'train') });
  await expect(writeDataset(temporaryFolder(), 'mine', trainOnly, quiet)).rejects.toThrow(
    'a test has no test images',
  );
});

test('a damaged folder is named with what is wrong', async () => {
  const folder = temporaryFolder();
  await writeDataset(folder, 'mine', raw(), quiet);
  writeFileSync(path.join(folder, 'test.images'), new Uint8Array(3));
  expect(() => loadDataset(folder)).toThrow('test.images has 3 bytes instead of 4');
  rmSync(path.join(folder, 'train.labels'));
  expect(() => loadDataset(folder)).toThrow('train.labels is missing');
  writeFileSync(path.join(folder, 'dataset.json'), '{"name": "mine"}');
  expect(() => readDatasetInfo(folder)).toThrow(/dataset\.json: .*kind/s);
  writeFileSync(path.join(folder, 'dataset.json'), '{');
  expect(() => readDatasetInfo(folder)).toThrow('dataset.json is not JSON');
  expect(() => readDatasetInfo(path.join(folder, 'none'))).toThrow('There is no data set in');
});

test('generated images are the same each time, balanced, mixed, and told apart by the mean colour', async () => {
  const options = { train: 100, test: 20, classes: 4, size: 8, seed: 5 };
  const [first, second] = [temporaryFolder(), temporaryFolder()];
  const info = await writeDataset(first, 'a', generatedDataset(options), quiet);
  expect((await writeDataset(second, 'a', generatedDataset(options), quiet)).files).toEqual(info.files);
  const other = await writeDataset(temporaryFolder(), 'a', generatedDataset({ ...options, seed: 6 }), quiet);
  expect(other.files['train.images']).not.toEqual(info.files['train.images']);
  const { train, test } = loadDataset(first);
  for (let label = 0; label < 4; label++) expect(train.labels.filter((l) => l === label).length).toBe(25);
  expect(new Set(train.labels.subarray(0, 50)).size).toBe(4);
  // A nearest-mean classifier on three numbers, relative to the image's brightness, is enough.
  const colour = (images: Uint8Array, i: number): number[] => {
    const sums = [0, 0, 0];
    for (let p = 0; p < 192; p++) sums[p % 3]! += images[i * 192 + p]! / 64;
    const grey = (sums[0]! + sums[1]! + sums[2]!) / 3;
    return sums.map((sum) => sum - grey);
  };
  const centres = [0, 1, 2, 3].map((label) => {
    const members = [...train.labels.keys()]
      .filter((i) => train.labels[i] === label)
      .map((i) => colour(train.images, i));
    return [0, 1, 2].map((c) => members.reduce((sum, member) => sum + member[c]!, 0) / members.length);
  });
  const distance = (a: number[], b: number[]): number =>
    a.reduce((sum, value, c) => sum + (value - b[c]!) ** 2, 0);
  const right = [...test.labels.keys()].filter((i) => {
    const found = centres.map((centre) => distance(centre, colour(test.images, i)));
    return found.indexOf(Math.min(...found)) === test.labels[i];
  });
  expect(right.length).toBeGreaterThanOrEqual(18);
});

test.each([
  ['classes', 1],
  ['size', 3],
  ['train', 0],
  ['seed', 1.5],
] as const)('a generated set with %s %d is refused', (option, value) => {
  const options = { train: 10, test: 10, classes: 2, size: 8, seed: 0, [option]: value };
  expect(() => generatedDataset(options)).toThrow(`has ${option} ${value}`);
});
