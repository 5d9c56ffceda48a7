import sharp from 'sharp';
import { expect, test } from 'vitest';
import { writeFiles } from '../../../../test/fixtures/dataset/archives.ts';
import type { Files } from '../../../../test/fixtures/dataset/archives.ts';
import { temporaryFolder } from '../../../../test/fixtures/dataset/temporaryFolder.ts';
import { openImageFolder } from './imageFolder.ts';

const COLOURS = { cat: '#ff0000', dog: '#0000ff' };
type Class = keyof typeof COLOURS;

async function picture(
  colour: string,
  width: number,
  height: number,
  format: 'png' | 'jpeg' = 'png',
): Promise<Uint8Array> {
  return sharp({ create: { width, height, channels: 3, background: colour } })
    .toFormat(format)
    .toBuffer();
}

async function pictures(prefix: string, count: number): Promise<Files> {
  const files: Record<string, Uint8Array> = {};
  for (const name of Object.keys(COLOURS) as Class[])
    for (let i = 0; i < count; i++)
      files[`${prefix}${name}/${i}.png`] = await picture(COLOURS[name], 20 + i, 12);
  return files;
}

async function read(
  files: Files,
  size = 8,
): Promise<{ classes: readonly string[]; train: string[]; test: string[] }> {
  const raw = await openImageFolder(await writeFiles(temporaryFolder(), files), size);
  const found: { train: string[]; test: string[] } = { train: [], test: [] };
  for await (const { split, images, labels } of raw.chunks())
    for (let i = 0; i < labels.length; i++) {
      const pixel = images.subarray(i * size * size * 3, i * size * size * 3 + 3);
      found[split].push(`${labels[i]} ${[...pixel].join(',')}`);
    }
  return { classes: raw.classes, ...found };
}

test('a folder for each class: colours keep their labels, every sixth image is for the test, classes are mixed', async () => {
  const { classes, train, test } = await read(await pictures('', 12));
  expect(classes).toEqual(['cat', 'dog']);
  expect([train.length, test.length]).toEqual([20, 4]);
  expect(new Set([...train, ...test])).toEqual(new Set(['0 255,0,0', '1 0,0,255']));
  // Either half of the training images holds both classes: a search splits them by index.
  for (const half of [train.slice(0, 10), train.slice(10)]) expect(new Set(half).size).toBe(2);
});

test('train and val folders are taken as they are', async () => {
  const { train, test } = await read({ ...(await pictures('train/', 3)), ...(await pictures('val/', 1)) });
  expect([train.length, test.length]).toEqual([6, 2]);
});

test('grey, transparent and JPEG images become RGB of the given size; other files are passed over', async () => {
  const grey = await sharp({ create: { width: 9, height: 9, channels: 3, background: '#808080' } })
    .greyscale()
    .png()
    .toBuffer();
  const clear = await sharp({ create: { width: 9, height: 9, channels: 4, background: '#ffffff00' } })
    .png()
    .toBuffer();
  const files = {
    'train/cat/a.png': grey,
    'train/cat/b.png': clear,
    'train/cat/notes.txt': new Uint8Array(3),
    'train/dog/c.JPG': await picture('#000', 50, 40, 'jpeg'),
    'test/dog/d.png': await picture('#0000ff', 5, 5),
  };
  const { train, test } = await read(files);
  expect([...train].sort()).toEqual(['0 0,0,0', '0 128,128,128', '1 0,0,0']);
  expect(test).toEqual(['1 0,0,255']);
});

test('an image that cannot be decoded is named', async () => {
  const files = await pictures('', 6);
  const damaged = { ...files, 'cat/2.png': files['cat/2.png']!.subarray(0, 40) };
  await expect(read(damaged)).rejects.toThrow(/cat\/2\.png: it cannot be decoded/);
});

test('an empty class, a class that only the test has, and too few classes or images are refused', async () => {
  const files = await pictures('', 6);
  await expect(read({ ...files, 'emu/notes.txt': new Uint8Array(1) })).rejects.toThrow(
    /emu: it has no images/,
  );
  const split = { ...(await pictures('train/', 1)), 'test/emu/0.png': files['cat/0.png']! };
  await expect(read(split)).rejects.toThrow(/emu: there is no such class in the training images/);
  await expect(read({ 'cat/0.png': files['cat/0.png']! })).rejects.toThrow('has 1 class folders');
  await expect(read(await pictures('', 2))).rejects.toThrow('gives no test images');
  await expect(read(files, 0)).rejects.toThrow('The image size is 0.');
});
