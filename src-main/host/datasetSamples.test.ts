import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadDataset } from '../engine/dataset/dataset.ts';
import { writeFiles } from '../../test/fixtures/dataset/archives.ts';
import { pictures } from '../../test/fixtures/dataset/pictures.ts';
import { addDataset, datasetFolder } from './datasets.ts';
import { datasetSamples, sampleIndices } from './datasetSamples.ts';

let home: string;
beforeEach(() => void (home = mkdtempSync(path.join(tmpdir(), 'plateau-samples-'))));
afterEach(() => rmSync(home, { recursive: true }));

it('lets the classes take turns', () => {
  const labels = Uint16Array.of(0, 0, 0, 2, 1, 0, 2, 1);
  expect(sampleIndices(labels, 3, 5)).toEqual([0, 4, 3, 1, 7]);
});

it('takes classes at even distances where there are more of them than images', () => {
  const labels = Uint16Array.from({ length: 200 }, (_, index) => 99 - (index % 100));
  expect(sampleIndices(labels, 100, 4).map((index) => labels[index])).toEqual([0, 25, 50, 75]);
});

it('makes do with what there is', () => {
  expect(sampleIndices(Uint16Array.of(1, 1), 3, 12)).toEqual([0, 1]);
});

it('shows the pixels as they are, the same ones every time', async () => {
  const generated = { train: 40, test: 10, classes: 4 };
  await addDataset(home, { name: 'tiny', format: 'generated', size: 8, generated }, () => undefined);
  const folder = datasetFolder(home, 'tiny');
  const samples = await datasetSamples(folder, 6);
  expect(samples.map(({ label }) => label)).toEqual(
    [0, 1, 2, 3, 0, 1].map((label) => loadDataset(folder).info.classes[label]),
  );
  expect(await datasetSamples(folder, 6)).toEqual(samples);
  const { images, labels } = loadDataset(folder).train;
  const first = labels.indexOf(0) * 8 * 8 * 3;
  const png = Buffer.from(samples[0]!.image.slice('data:image/png;base64,'.length), 'base64');
  const { data, info: shape } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  expect([shape.width, shape.height, shape.channels]).toEqual([8, 8, 3]);
  expect(new Uint8Array(data)).toEqual(new Uint8Array(images.subarray(first, first + data.length)));
});

it('shows image files small, by their classes, as a test sees them', async () => {
  const images = path.join(home, 'images');
  await writeFiles(images, { ...(await pictures('train/', 3)), ...(await pictures('test/', 1)) });
  const request = { name: 'pets', from: images, size: 224, decode: 'as-needed' } as const;
  await addDataset(home, request, () => undefined);
  const samples = await datasetSamples(datasetFolder(home, 'pets'), 4);
  expect(samples.map(({ label }) => label)).toEqual(['cat', 'dog', 'cat', 'dog']);
  for (const { label, image } of samples) {
    const png = Buffer.from(image.slice('data:image/png;base64,'.length), 'base64');
    const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([96, 96]);
    expect([...data.subarray(0, 3)]).toEqual(label === 'cat' ? [255, 0, 0] : [0, 0, 255]);
  }
});
