import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { SMALL_LAYOUTS, binaryFiles, writeFiles } from '../../test/fixtures/dataset/archives.ts';
import { imageNetFiles, picture, pictures } from '../../test/fixtures/dataset/pictures.ts';
import { temporaryFolder } from '../../test/fixtures/dataset/temporaryFolder.ts';
import { addDataset, checkDataset, datasetFolder, listDatasets, removeDataset } from './datasets.ts';

const quiet = (): void => undefined;

/** A home with the data set `pets`, whose images stay in `images`. */
async function withPets(): Promise<{ home: string; images: string }> {
  const home = temporaryFolder();
  const images = await writeFiles(temporaryFolder(), {
    ...(await pictures('train/', 12)),
    ...(await pictures('test/', 2)),
  });
  await addDataset(home, { name: 'pets', from: images, size: 16, decode: 'as-needed' }, quiet);
  return { home, images };
}

test('the folder of ImageNet is added as an index, by its constants, and holds no pixels', async () => {
  const home = temporaryFolder();
  const from = await writeFiles(temporaryFolder(), imageNetFiles(await picture('#00ff00', 30, 20)));
  const labels = new Set<string>();
  const info = await addDataset(home, { name: 'imagenet', from }, ({ label }) => labels.add(label));
  expect(info).toMatchObject({
    kind: 'image-files',
    folder: from,
    height: 224,
    train: { count: 1000 },
    test: { count: 10 },
    mean: [0.485, 0.456, 0.406],
    estimatedFrom: 0,
  });
  expect(labels).toEqual(new Set([`opening the images of ${from}`]));
  expect(readdirSync(datasetFolder(home, 'imagenet')).sort()).toEqual([
    'dataset.json',
    'test.labels',
    'test.paths',
    'train.labels',
    'train.paths',
  ]);
  expect(await checkDataset(home, 'imagenet')).toMatchObject({ ok: true });
});

test('imagenet is kept for what it names', async () => {
  const from = await writeFiles(temporaryFolder(), await pictures('', 12));
  await expect(addDataset(temporaryFolder(), { name: 'imagenet', from }, quiet)).rejects.toThrow(
    'is no imagenet: it has 2 classes',
  );
});

test('removing a data set leaves the files that it points to', async () => {
  const { home, images } = await withPets();
  expect((await listDatasets(home)).map(({ name, info }) => [name, info?.kind])).toEqual([
    ['pets', 'image-files'],
  ]);
  await removeDataset(home, 'pets');
  expect(existsSync(path.join(home, 'datasets', 'pets'))).toBe(false);
  expect(readdirSync(path.join(images, 'train', 'cat'))).toHaveLength(12);
});

test('a check names files that are gone or no image, and sees that some were changed', async () => {
  const { home, images } = await withPets();
  expect(await checkDataset(home, 'pets')).toEqual({ name: 'pets', ok: true, problems: [] });
  const cat = path.join(images, 'train', 'cat', '3.png');
  const content = readFileSync(cat);
  writeFileSync(cat, Buffer.concat([content, Uint8Array.of(0)]));
  expect((await checkDataset(home, 'pets')).problems).toEqual([
    expect.stringMatching(/^The train images have \d+ bytes instead of \d+: some were changed/),
  ]);
  writeFileSync(cat, 'no image');
  rmSync(path.join(images, 'test', 'dog', '1.png'));
  const { ok, problems } = await checkDataset(home, 'pets');
  expect(ok).toBe(false);
  expect(problems).toEqual([
    `${cat}: it is no image in a format that is known.`,
    expect.stringContaining(`${path.join('test', 'dog', '1.png')}: it cannot be opened`),
  ]);
});

test('of many damaged files 20 are named; a damaged index and a folder that is gone are told', async () => {
  const { home, images } = await withPets();
  for (const name of ['cat', 'dog'])
    for (let i = 0; i < 12; i++) writeFileSync(path.join(images, 'train', name, `${i}.png`), '');
  const { problems } = await checkDataset(home, 'pets');
  expect(problems).toHaveLength(21);
  expect(problems[20]).toBe('4 more files have a problem.');
  const paths = path.join(datasetFolder(home, 'pets'), 'test.paths');
  writeFileSync(paths, readFileSync(paths, 'utf8').replaceAll('cat', 'cow'));
  expect((await checkDataset(home, 'pets')).problems.join(' ')).toContain(
    'test.paths is not what was written',
  );
  rmSync(images, { recursive: true });
  expect((await checkDataset(home, 'pets')).problems.join(' ')).toContain('that folder is not there');
});

test('a damaged image leaves no data set behind', async () => {
  const home = temporaryFolder();
  const from = await writeFiles(temporaryFolder(), {
    ...(await pictures('', 12)),
    'cat/5.png': new TextEncoder().encode('no image'),
  });
  const adding = addDataset(home, { name: 'pets', from, decode: 'as-needed' }, quiet);
  await expect(adding).rejects.toThrow(/cat\/5\.png: it is no image/);
  expect(readdirSync(path.join(home, 'datasets'))).toEqual([]);
});

test('formats that are always decoded once refuse another way', async () => {
  const from = await writeFiles(temporaryFolder(), binaryFiles(SMALL_LAYOUTS.cifar10));
  const adding = addDataset(temporaryFolder(), { name: 'mine', from, decode: 'as-needed' }, quiet);
  await expect(adding).rejects.toThrow('which is read as cifar-binary');
});
