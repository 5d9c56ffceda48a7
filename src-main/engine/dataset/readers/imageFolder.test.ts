import { rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { writeFiles } from '../../../../test/fixtures/dataset/archives.ts';
import type { Files } from '../../../../test/fixtures/dataset/archives.ts';
import { imageNetFiles, picture, pictures } from '../../../../test/fixtures/dataset/pictures.ts';
import { temporaryFolder } from '../../../../test/fixtures/dataset/temporaryFolder.ts';
import type { ImageIndex, RawDataset } from '../rawDataset.ts';
import { openImageFolder } from './imageFolder.ts';
import type { FolderOptions } from './imageFolder.ts';
import { refuseArchives } from './imageNet.ts';

async function read(
  files: Files,
  size = 8,
): Promise<{ classes: readonly string[]; train: string[]; test: string[] }> {
  const raw = await openImageFolder(await writeFiles(temporaryFolder(), files), { size });
  if (raw.kind !== 'image-folder') throw new Error(`opened as ${raw.kind}`);
  const found: { train: string[]; test: string[] } = { train: [], test: [] };
  for await (const { split, images, labels } of raw.chunks())
    for (let i = 0; i < labels.length; i++) {
      const pixel = images.subarray(i * size * size * 3, i * size * size * 3 + 3);
      found[split].push(`${labels[i]} ${[...pixel].join(',')}`);
    }
  return { classes: raw.classes, ...found };
}

/** The classes of an index, and its files with their labels. */
function indexOf(opened: RawDataset | ImageIndex): {
  classes: readonly string[];
  train: string[];
  test: string[];
} {
  if (opened.kind !== 'image-files') throw new Error(`opened as ${opened.kind}`);
  const lines = (split: 'train' | 'test'): string[] =>
    opened.items[split].map(({ file, label }) => `${file} ${label}`);
  return { classes: opened.classes, train: lines('train'), test: lines('test') };
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
    'train/dog/c.JPG': await picture('#000', 50, 40),
    'test/dog/d.png': await picture('#0000ff', 5, 5, 'png'),
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

test('a class folder may be a link to another place', async () => {
  const elsewhere = await writeFiles(temporaryFolder(), await pictures('', 6));
  const folder = temporaryFolder();
  for (const name of ['cat', 'dog']) await symlink(path.join(elsewhere, name), path.join(folder, name));
  await symlink(path.join(elsewhere, 'gone'), path.join(folder, 'emu'));
  const { classes, train } = await openImageFolder(folder, { size: 8, decode: 'as-needed' }).then(indexOf);
  expect(classes).toEqual(['cat', 'dog']);
  expect(train).toHaveLength(10);
});

test('images that are decoded as needed are listed with their classes, by paths below the folder', async () => {
  const folder = await writeFiles(temporaryFolder(), {
    ...(await pictures('train/', 2)),
    ...(await pictures('test/', 1)),
  });
  const index = await openImageFolder(folder, { decode: 'as-needed' });
  expect(index).toMatchObject({ kind: 'image-files', folder, side: 32, upright: true });
  expect(index).not.toHaveProperty('normalisation');
  const { train, test } = indexOf(index);
  expect([...train].sort()).toEqual([
    'train/cat/0.png 0',
    'train/cat/1.png 0',
    'train/dog/0.png 1',
    'train/dog/1.png 1',
  ]);
  expect([...test].sort()).toEqual(['test/cat/0.png 0', 'test/dog/0.png 1']);
});

test('few images are decoded once, more than fit 1 GiB as needed, and the user may say otherwise', async () => {
  const empty: Record<string, Uint8Array> = {};
  for (let i = 0; i < 12; i++)
    for (const name of ['cat', 'dog']) empty[`${name}/${i}.jpg`] = new Uint8Array(0);
  const folder = await writeFiles(temporaryFolder(), empty);
  const kindOf = async (options: FolderOptions): Promise<string> =>
    (await openImageFolder(folder, options)).kind;
  expect(await kindOf({ size: 1024 })).toBe('image-folder');
  for (let i = 12; i < 180; i++)
    for (const name of ['cat', 'dog']) empty[`${name}/${i}.jpg`] = new Uint8Array(0);
  await writeFiles(folder, empty);
  // 360 images of 3 MiB each.
  expect(await kindOf({ size: 1024 })).toBe('image-files');
  expect(await kindOf({ size: 1024, decode: 'once' })).toBe('image-folder');
  expect(await kindOf({})).toBe('image-folder');
  expect(await kindOf({ decode: 'as-needed' })).toBe('image-files');
});

test('the layout of ImageNet is decoded as needed, to 224 pixels, with its constants and as the files lie', async () => {
  const folder = await writeFiles(temporaryFolder(), imageNetFiles(await picture('#ff0000', 9, 9)));
  const index = await openImageFolder(folder, {});
  expect(index).toMatchObject({
    kind: 'image-files',
    side: 224,
    upright: false,
    normalisation: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
  });
  expect(index.classes).toHaveLength(1000);
  const { train, test } = indexOf(index);
  expect(train).toContain(`train/${index.classes[999]}/${index.classes[999]}_1.JPEG 999`);
  expect(test).toHaveLength(10);
});

test.each(['train', 'val'])('%s without class folders is refused', async (flat) => {
  const files = { ...(await pictures('train/', 1)), ...(await pictures('val/', 1)) };
  const folder = await writeFiles(temporaryFolder(), files);
  await rm(path.join(folder, flat), { recursive: true });
  await writeFiles(folder, { [`${flat}/ILSVRC2012_val_00000001.JPEG`]: files['val/cat/0.png']! });
  await expect(openImageFolder(folder, {})).rejects.toThrow(`${flat} has no class folders`);
});

test('the packed archives of ImageNet are refused with how to unpack them, unless that is done', async () => {
  const name = 'ILSVRC2012_img_train.tar';
  const folder = await writeFiles(temporaryFolder(), { [name]: new Uint8Array(10) });
  for (const from of [folder, path.join(folder, name)]) {
    await expect(refuseArchives(from)).rejects.toThrow(`${name} is packed`);
    await expect(refuseArchives(from)).rejects.toHaveProperty(
      'remedy',
      expect.stringContaining('val/<class>'),
    );
  }
  await writeFiles(folder, { ...(await pictures('train/', 1)), ...(await pictures('val/', 1)) });
  await expect(refuseArchives(folder)).resolves.toBeUndefined();
  await expect(refuseArchives(path.join(folder, 'none'))).resolves.toBeUndefined();
});
