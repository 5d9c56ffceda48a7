import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { writeFiles } from '../../../test/fixtures/dataset/archives.ts';
import type { Files } from '../../../test/fixtures/dataset/archives.ts';
import { pictures } from '../../../test/fixtures/dataset/pictures.ts';
import { temporaryFolder } from '../../../test/fixtures/dataset/temporaryFolder.ts';
import { loadDataset, readDatasetInfo } from './dataset.ts';
import { readFileSet } from './fileSet.ts';
import { writeIndex } from './indexWriter.ts';
import type { ImageIndex } from './rawDataset.ts';
import { openImageFolder } from './readers/imageFolder.ts';

const quiet = (): void => undefined;

async function indexed(files: Files): Promise<ImageIndex> {
  const folder = await writeFiles(temporaryFolder(), files);
  const index = await openImageFolder(folder, { size: 8, decode: 'as-needed' });
  if (index.kind !== 'image-files') throw new Error(`opened as ${index.kind}`);
  return index;
}

const files = async (): Promise<Files> => ({
  ...(await pictures('train/', 3)),
  ...(await pictures('test/', 1)),
});

test('what was written is read back: paths, labels, counts and sizes; no pixels', async () => {
  const content = await files();
  const index = await indexed(content);
  const folder = temporaryFolder();
  const written = await writeIndex(folder, 'pets', index, quiet);
  const info = readDatasetInfo(folder);
  if (info.kind !== 'image-files') throw new Error(`written as ${info.kind}`);
  expect(info).toEqual(written);
  expect(info).toMatchObject({ name: 'pets', width: 8, height: 8, channels: 3, classes: ['cat', 'dog'] });
  for (const split of ['train', 'test'] as const) {
    const set = readFileSet(folder, info, split);
    expect(set.count).toBe(index.items[split].length);
    index.items[split].forEach(({ file, label }, i) => {
      expect(set.path(i)).toBe(path.join(index.folder, file));
      expect(set.labels[i]).toBe(label);
    });
    const sizes = Object.entries(content).filter(([name]) => name.startsWith(split));
    expect(info[split].bytes).toBe(sizes.reduce((sum, [, bytes]) => sum + bytes.length, 0));
  }
  for (const [file, { bytes, sha256 }] of Object.entries(info.files)) {
    const found = readFileSync(path.join(folder, file));
    expect({ bytes: found.length, sha256: createHash('sha256').update(found).digest('hex') }).toEqual({
      bytes,
      sha256,
    });
  }
  expect(() => loadDataset(folder)).toThrow('never in memory as a whole');
});

test('a part of an index is that part', async () => {
  const folder = temporaryFolder();
  const info = await writeIndex(folder, 'pets', await indexed(await files()), quiet);
  const whole = readFileSet(folder, info, 'train');
  const part = readFileSet(folder, info, 'train', { from: 2, to: 5 });
  expect(part.count).toBe(3);
  for (let i = 0; i < 3; i++) {
    expect(part.path(i)).toBe(whole.path(i + 2));
    expect(part.labels[i]).toBe(whole.labels[i + 2]);
  }
  expect(() => readFileSet(folder, info, 'train', { from: 2, to: 7 })).toThrow('2 to 7 were asked of the 6');
});

test('mean and deviation are estimated on the training images, and how many is recorded', async () => {
  const info = await writeIndex(temporaryFolder(), 'pets', await indexed(await files()), quiet);
  expect(info.estimatedFrom).toBe(6);
  // Half of the images red, half blue.
  [0.5, 0, 0.5].forEach((mean, c) => expect(info.mean[c]).toBeCloseTo(mean, 2));
  expect(info.std[0]).toBeCloseTo(0.5, 2);
});

test('given constants are kept, and nothing is decoded for them', async () => {
  const normalisation = { mean: [0.1, 0.2, 0.3], std: [0.4, 0.5, 0.6] };
  const index = await indexed(await files());
  // The head of a PNG and nothing behind it.
  for (const { file } of index.items.train)
    writeFileSync(path.join(index.folder, file), Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10, 0, 0));
  const info = await writeIndex(temporaryFolder(), 'pets', { ...index, normalisation }, quiet);
  expect(info).toMatchObject({ ...normalisation, estimatedFrom: 0 });
});

test.each([
  ['empty', new Uint8Array(0), 'it is empty'],
  ['a text', new TextEncoder().encode('<html>not found</html>'), 'it is no image in a format that is known'],
])('a file that is %s is refused by its name', async (_, content, problem) => {
  const index = await indexed({ ...(await files()), 'test/dog/0.png': content });
  await expect(writeIndex(temporaryFolder(), 'pets', index, quiet)).rejects.toThrow(
    `${path.join(index.folder, 'test/dog/0.png')}: ${problem}`,
  );
});

test.each(['jpeg', 'png', 'gif', 'webp', 'tiff', 'avif'] as const)(
  'a %s file is known as an image',
  async (format) => {
    const image = await sharp({ create: { width: 9, height: 9, channels: 3, background: '#123456' } })
      .toFormat(format)
      .toBuffer();
    const index = await indexed({ ...(await files()), 'test/dog/0.png': image });
    await expect(writeIndex(temporaryFolder(), 'pets', index, quiet)).resolves.toBeDefined();
  },
);

test('a file that went away since it was listed, and a name with a line break, are refused', async () => {
  const index = await indexed(await files());
  const items = (file: string): ImageIndex['items'] => ({ ...index.items, test: [{ file, label: 0 }] });
  const write = (file: string): Promise<unknown> =>
    writeIndex(temporaryFolder(), 'pets', { ...index, items: items(file) }, quiet);
  await expect(write('test/cat/gone.png')).rejects.toThrow(/gone\.png: it cannot be opened/);
  await expect(write('test/cat/a\nb.png')).rejects.toThrow('its name has a line break');
});

test('an index whose lines do not fit its count is damaged', async () => {
  const folder = temporaryFolder();
  const info = await writeIndex(folder, 'pets', await indexed(await files()), quiet);
  const file = path.join(folder, 'train.paths');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace('\n', '/'));
  expect(() => readFileSet(folder, info, 'train')).toThrow('train.paths does not have 6 lines');
  writeFileSync(file, text.slice(0, -1));
  expect(() => readFileSet(folder, info, 'train')).toThrow(`instead of ${text.length}`);
});
