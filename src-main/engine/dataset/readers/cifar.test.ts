import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import {
  PER_FILE,
  SMALL_LAYOUTS,
  binaryFiles,
  classNames,
  interleaved,
  labelOf,
  packageFiles,
  pythonFiles,
  tarGz,
  writeFiles,
} from '../../../../test/fixtures/dataset/archives.ts';
import type { Files } from '../../../../test/fixtures/dataset/archives.ts';
import { temporaryFolder } from '../../../../test/fixtures/dataset/temporaryFolder.ts';
import type { RawDataset } from '../rawDataset.ts';
import { CIFAR10_CLASSES, CIFAR_LAYOUTS } from './cifar.ts';
import { openCifarBinary } from './cifarBinary.ts';
import { openCifarPackage } from './cifarPackage.ts';
import { openCifarPython } from './cifarPython.ts';
import { openMembers } from './members.ts';
import type { Members } from './members.ts';

const packageLayout = { cifar: SMALL_LAYOUTS.cifar10, first: { label: 6, pixel: [0, 89, 178] } };
const READERS = {
  binary: (members: Members) => openCifarBinary(members, SMALL_LAYOUTS),
  python: (members: Members) => openCifarPython(members, SMALL_LAYOUTS),
  package: (members: Members) => Promise.resolve(openCifarPackage(members, packageLayout)),
};
type Reader = keyof typeof READERS;

async function asFolder(files: Files): Promise<Members> {
  return openMembers(await writeFiles(path.join(temporaryFolder(), 'batches'), files));
}

async function asArchive(files: Files): Promise<Members> {
  const archive = path.join(temporaryFolder(), 'cifar.tar.gz');
  await writeFile(archive, await tarGz(files));
  return openMembers(archive);
}

async function images(raw: RawDataset): Promise<{ split: string; image: Uint8Array; label: number }[]> {
  const all = [];
  for await (const { split, images, labels } of raw.chunks())
    for (let i = 0; i < labels.length; i++)
      all.push({
        split,
        image: new Uint8Array(images.subarray(i * 3072, (i + 1) * 3072)),
        label: labels[i]!,
      });
  return all;
}

const read = async (reader: Reader, files: Files): Promise<unknown> =>
  images(await READERS[reader](await asFolder(files)));

async function filesOf(reader: Reader, variant: 'cifar10' | 'cifar100'): Promise<Files> {
  const layout = SMALL_LAYOUTS[variant];
  if (reader === 'package') return packageFiles();
  return reader === 'binary' ? binaryFiles(layout) : pythonFiles(layout);
}

const CASES = [
  ['binary', 'cifar10', 'folder'],
  ['binary', 'cifar100', 'archive'],
  ['python', 'cifar10', 'archive'],
  ['python', 'cifar100', 'folder'],
  ['package', 'cifar10', 'archive'],
] as const;

test.each(CASES)(
  'the %s form of %s gives every image in order, from a(n) %s',
  async (reader, variant, form) => {
    const files = await filesOf(reader, variant);
    const raw = await READERS[reader](await (form === 'folder' ? asFolder : asArchive)(files));
    const layout = SMALL_LAYOUTS[variant];
    const found = await images(raw);
    const trainFiles = layout.files.train.length;
    expect(found.length).toBe(PER_FILE * (trainFiles + 1));
    expect(raw.total).toBe(found.length);
    found.forEach(({ split, image, label }, i) => {
      const file = Math.floor(i / PER_FILE);
      expect(split).toBe(file < trainFiles ? 'train' : 'test');
      expect(label).toBe(labelOf(file, i % PER_FILE, layout.classes));
      expect(image).toEqual(interleaved(file, i % PER_FILE));
    });
    expect(raw.classes).toEqual(reader === 'package' ? CIFAR10_CLASSES : classNames(layout));
    expect(raw.normalisation).toEqual(CIFAR_LAYOUTS[variant].normalisation);
  },
);

test('a binary file that is too short is named with both sizes', async () => {
  const files = binaryFiles(SMALL_LAYOUTS.cifar10);
  const short = { ...files, 'data_batch_3.bin': files['data_batch_3.bin']!.subarray(0, 5000) };
  await expect(read('binary', short)).rejects.toThrow(
    /data_batch_3\.bin: it has 5000 bytes instead of 30730/,
  );
});

test('a missing file is named', async () => {
  const { 'data_batch_4.bin': missing, ...files } = binaryFiles(SMALL_LAYOUTS.cifar10);
  expect(missing).toBeDefined();
  await expect(read('binary', files)).rejects.toThrow('the file data_batch_4.bin is missing');
});

test('a label out of range is named with its image', async () => {
  const files = binaryFiles(SMALL_LAYOUTS.cifar10);
  files['test_batch.bin']![3073 * 2] = 10;
  await expect(read('binary', files)).rejects.toThrow(
    /test_batch\.bin: label 10 of image 2 is not in 0\.\.9/,
  );
});

test('a wrong number of class names is refused', async () => {
  const files = {
    ...binaryFiles(SMALL_LAYOUTS.cifar10),
    'batches.meta.txt': new TextEncoder().encode('cat\ndog\n'),
  };
  await expect(read('binary', files)).rejects.toThrow('it names 2 classes instead of 10');
});

test('an archive that is cut off is refused by name', async () => {
  const archive = path.join(temporaryFolder(), 'cut.tar.gz');
  const whole = await tarGz(binaryFiles(SMALL_LAYOUTS.cifar10));
  await writeFile(archive, whole.subarray(0, whole.length / 2));
  await expect(openMembers(archive)).rejects.toThrow(/cut\.tar\.gz: it cannot be unpacked/);
});

test('a file that is no archive is refused by name', async () => {
  const file = path.join(temporaryFolder(), 'notes.txt');
  await writeFile(file, 'a text that is no archive, '.repeat(100));
  await expect(openMembers(file)).rejects.toThrow(/notes\.txt: it cannot be unpacked/);
  await expect(openMembers(`${file}.gone`)).rejects.toThrow('There is no file or folder');
});

test('a pickle that is cut off, or is another number of images, is named', async () => {
  const files = pythonFiles(SMALL_LAYOUTS.cifar10);
  const cut = { ...files, data_batch_2: files['data_batch_2']!.subarray(0, 9000) };
  await expect(read('python', cut)).rejects.toThrow(/data_batch_2: it cannot be read as a pickle/);
  const official = openCifarPython(await asFolder(files));
  await expect(official.then(images)).rejects.toThrow('its array is 10 × 3072 instead of 10000 × 3072');
});

test('a damaged PNG, wrong labels and another first image are named', async () => {
  const files = await packageFiles();
  const png = files['data_batch_2.png']!;
  const cut = { ...files, 'data_batch_2.png': png.subarray(0, png.length / 2) };
  await expect(read('package', cut)).rejects.toThrow(/data_batch_2\.png: it cannot be decoded/);
  const labels = { ...files, 'train_lables.json': new TextEncoder().encode('[1,2]') };
  await expect(read('package', labels)).rejects.toThrow(/train_lables\.json: it is not a list of 50 labels/);
  const other = { ...packageLayout, first: { label: 6, pixel: [59, 62, 63] } };
  const raw = openCifarPackage(await asFolder(files), other);
  await expect(images(raw)).rejects.toThrow(
    'its first image is label 6, pixel 0,89,178 instead of label 6, pixel 59,62,63',
  );
});

test('images with another digest than CIFAR-10 has are refused', async () => {
  const raw = openCifarPackage(await asFolder(await packageFiles()), {
    ...packageLayout,
    sha256: { train: '0', test: '0' },
  });
  await expect(images(raw)).rejects.toThrow('its train images are not those of CIFAR-10');
});
