import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { idx, writeFiles } from '../../../../test/fixtures/dataset/archives.ts';
import type { Files } from '../../../../test/fixtures/dataset/archives.ts';
import { temporaryFolder } from '../../../../test/fixtures/dataset/temporaryFolder.ts';
import type { Chunk } from '../rawDataset.ts';
import { looksLikeIdx, openIdx } from './idx.ts';
import { openMembers } from './members.ts';

const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 5) % 256);
const FILES: Files = {
  'train-images-idx3-ubyte': idx([4, 3, 2], bytes(24)),
  'train-labels-idx1-ubyte': idx([4], Uint8Array.of(0, 9, 3, 1)),
  't10k-images-idx3-ubyte': idx([2, 3, 2], bytes(12)),
  't10k-labels-idx1-ubyte': idx([2], Uint8Array.of(2, 5)),
};

async function open(files: Files, name = 'mnist'): ReturnType<typeof openIdx> {
  return openIdx(await openMembers(await writeFiles(temporaryFolder(), files)), name);
}

async function chunksOf(files: Files): Promise<Chunk[]> {
  const chunks: Chunk[] = [];
  for await (const chunk of (await open(files)).chunks()) chunks.push(chunk);
  return chunks;
}

test('the four files give images of one channel, in order', async () => {
  const raw = await open(FILES, 'fashion-mnist');
  expect(raw.shape).toEqual({ height: 3, width: 2, channels: 1 });
  expect(raw.classes[9]).toBe('Ankle boot');
  expect(raw.total).toBe(6);
  const [train, test] = await chunksOf(FILES);
  expect([train!.split, test!.split]).toEqual(['train', 'test']);
  expect(new Uint8Array(train!.images)).toEqual(bytes(24));
  expect([...Array.from(train!.labels), ...Array.from(test!.labels)]).toEqual([0, 9, 3, 1, 2, 5]);
});

test('gzipped files and the other spelling of their names are the same', async () => {
  const zipped = Object.fromEntries(
    Object.entries(FILES).map(([name, data]) => [`${name.replace('-idx', '.idx')}.gz`, gzipSync(data)]),
  );
  expect(looksLikeIdx(await openMembers(await writeFiles(temporaryFolder(), zipped)))).toBe(true);
  expect((await chunksOf(zipped)).map(({ images }) => new Uint8Array(images))).toEqual([
    bytes(24),
    bytes(12),
  ]);
});

test('a set of one’s own has its labels as class names', async () => {
  expect((await open(FILES, 'letters')).classes).toEqual('0123456789'.split(''));
});

test.each<[string, Files, string]>([
  [
    'too few bytes',
    { 'train-images-idx3-ubyte': FILES['train-images-idx3-ubyte']!.subarray(0, 30) },
    'train-images-idx3-ubyte: it has 14 bytes of data instead of 24 (4 × 3 × 2)',
  ],
  [
    'another magic number',
    { 't10k-labels-idx1-ubyte': idx([2, 1], bytes(2)) },
    't10k-labels-idx1-ubyte: its magic number is 2050 instead of 2049',
  ],
  [
    'another number of labels',
    { 'train-labels-idx1-ubyte': idx([3], bytes(3)) },
    'train-labels-idx1-ubyte: it has 3 labels for 4 images',
  ],
  [
    'a label out of range',
    { 'train-labels-idx1-ubyte': idx([4], Uint8Array.of(0, 1, 2, 10)) },
    'label 10 of image 3 is not in 0..9',
  ],
  [
    'test images of another size',
    { 't10k-images-idx3-ubyte': idx([2, 2, 2], bytes(8)) },
    'its images are 2 × 2, those of train 3 × 2',
  ],
  [
    'a header cut off',
    { 'train-images-idx3-ubyte': bytes(9) },
    'it has 9 bytes, fewer than its header of 16',
  ],
])('%s is refused, naming the file', async (_, damaged, message) => {
  await expect(open({ ...FILES, ...damaged })).rejects.toThrow(message);
});

test('a missing file and a damaged .gz are named', async () => {
  const { 't10k-labels-idx1-ubyte': labels, ...rest } = FILES;
  await expect(open(rest)).rejects.toThrow('t10k-labels-idx1-ubyte is missing');
  const zipped = gzipSync(labels!);
  await expect(open({ ...rest, 't10k-labels-idx1-ubyte.gz': zipped.subarray(0, 12) })).rejects.toThrow(
    /t10k-labels-idx1-ubyte\.gz: it cannot be unpacked/,
  );
});
