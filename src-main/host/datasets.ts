/** The data sets of a home folder: add, list, remove, check. Each is a folder that is whole or not there. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { ulid } from 'ulid';
import { PlateauError, describeError } from '../../src-shared/errors.ts';
import type { DecodeWay } from '../../src-shared/contract/datasets.ts';
import { readDatasetInfo } from '../engine/dataset/dataset.ts';
import { DECODED_KINDS, INDEXED_KIND } from '../engine/dataset/datasetInfo.ts';
import type { DatasetInfo, DatasetKind } from '../engine/dataset/datasetInfo.ts';
import { writeDataset } from '../engine/dataset/datasetWriter.ts';
import { writeIndex } from '../engine/dataset/indexWriter.ts';
import type { Progress } from '../engine/dataset/rawDataset.ts';
import { generatedDataset } from '../engine/dataset/readers/generated.ts';
import type { GeneratedOptions } from '../engine/dataset/readers/generated.ts';
import { IMAGENET_CLASSES } from '../engine/dataset/readers/imageNet.ts';
import { explainWriteError, makeFolder } from '../engine/run/durable.ts';
import { processIdentity } from '../engine/run/process.ts';
import { datasetProblems } from './datasetsCheck.ts';
import { OFFICIAL_SOURCES, openOfficial, openPath } from './datasetsSource.ts';
import type { DatasetSource, DatasetSources } from './datasetsSource.ts';
import { homePaths } from './home.ts';

export const DATASET_FORMATS = ['auto', ...DECODED_KINDS] as const;
export type DatasetFormat = (typeof DATASET_FORMATS)[number];

export interface AddRequest {
  readonly name: string;
  /** File or folder; absent: the official place, or `generated`. */
  readonly from?: string;
  readonly format?: DatasetFormat;
  /** Height and width that an image folder's images, or generated ones, are given; default 32, ImageNet 224. */
  readonly size?: number;
  /** For an image folder; absent: as suits the number of its images. */
  readonly decode?: DecodeWay;
  /** For the format `generated`: what differs from the default. */
  readonly generated?: Partial<GeneratedOptions>;
}

export interface DatasetEntry {
  readonly name: string;
  readonly folder: string;
  /** Absent where it cannot be read; `problem` then says why. */
  readonly info?: DatasetInfo;
  readonly problem?: string;
}

export interface DatasetCheck {
  readonly name: string;
  readonly ok: boolean;
  /** One sentence a damaged file. */
  readonly problems: readonly string[];
}

const NAME = /^[a-z0-9][a-z0-9-]*$/;
const GENERATED_DEFAULTS = { size: 32, train: 2000, test: 500, classes: 10, seed: 1 };

/** What a well-known name promises. */
const KNOWN: ReadonlyMap<string, { readonly kinds: readonly DatasetKind[]; readonly classes: number }> =
  new Map(
    Object.entries({
      cifar10: { kinds: ['cifar-binary', 'cifar-python', 'cifar-package'], classes: 10 },
      cifar100: { kinds: ['cifar-binary', 'cifar-python'], classes: 100 },
      mnist: { kinds: ['idx'], classes: 10 },
      'fashion-mnist': { kinds: ['idx'], classes: 10 },
      imagenet: { kinds: [INDEXED_KIND, 'image-folder'], classes: IMAGENET_CLASSES },
    }),
  );

/** The folder of a data set, there or not; refuses what is no name, so that no path leaves the home. */
export function datasetFolder(home: string, name: string): string {
  if (!NAME.test(name))
    throw new PlateauError(
      `"${name}" is no name for a data set.`,
      'Use small letters, digits and dashes (not first).',
    );
  return path.join(homePaths(home).datasets, name);
}

function existingFolder(home: string, name: string): string {
  const folder = datasetFolder(home, name);
  if (!existsSync(folder))
    throw new PlateauError(
      `There is no data set ${name} in ${homePaths(home).datasets}.`,
      'See `plateau dataset list`.',
    );
  return folder;
}

function checkKnown(name: string, raw: DatasetSource): void {
  const known = KNOWN.get(name);
  if (!known || (known.kinds.includes(raw.kind) && known.classes === raw.classes.length)) return;
  throw new PlateauError(
    `${raw.source} is no ${name}: it has ${raw.classes.length} classes and the format ${raw.kind}, ` +
      `${name} has ${known.classes} and ${known.kinds.join(' or ')}.`,
    'Give another file, or add it under a name of your own.',
  );
}

async function openSource(
  home: string,
  request: AddRequest,
  progress: Progress,
  sources: DatasetSources,
): Promise<DatasetSource> {
  const { name, from, format = 'auto', size, decode } = request;
  if (format === 'generated')
    return generatedDataset({
      ...GENERATED_DEFAULTS,
      ...(size === undefined ? {} : { size }),
      ...request.generated,
    });
  const opening = { name, size, decode, sources };
  if (from !== undefined) return openPath(path.resolve(from), format, opening);
  if (KNOWN.has(name)) return openOfficial(downloadsFolder(home), opening, progress);
  throw new PlateauError(
    `There is no download for ${name}.`,
    `${Object.keys(sources.archives).join(' and ')} have one; for a data set of your own give its path with --from.`,
  );
}

/** Starts with a dot, as the temporary folders do: no data set's name does. */
function downloadsFolder(home: string): string {
  return path.join(homePaths(home).datasets, '.downloads');
}

/** A folder's name that tells whose it is, so that a later call can see whether it was left behind. */
function temporaryFolder(datasets: string, purpose: 'adding' | 'removing', name: string): string {
  return path.join(datasets, `.${purpose}-${name}.${process.pid}.${ulid()}`);
}

/** Removes what adding or removing left behind when its process was killed. */
async function removeLeftovers(datasets: string): Promise<void> {
  for (const entry of await readdir(datasets)) {
    const pid = /^\.(?:adding|removing)-.*\.(\d+)\.[^.]+$/.exec(entry)?.[1];
    if (pid !== undefined && processIdentity(Number(pid)) === undefined)
      await rm(path.join(datasets, entry), { recursive: true, force: true });
  }
}

/** Reads a data set from its source and writes it into the home's canonical form. */
export async function addDataset(
  home: string,
  request: AddRequest,
  progress: Progress,
  sources: DatasetSources = OFFICIAL_SOURCES,
): Promise<DatasetInfo> {
  const folder = datasetFolder(home, request.name);
  const datasets = path.dirname(folder);
  if (existsSync(folder))
    throw new PlateauError(
      `The data set ${request.name} is there already (${folder}).`,
      `Remove it first with \`plateau dataset remove ${request.name}\`, or choose another name.`,
    );
  const temporary = temporaryFolder(datasets, 'adding', request.name);
  try {
    makeFolder(datasets);
    await removeLeftovers(datasets);
    const raw = await openSource(home, request, progress, sources);
    checkKnown(request.name, raw);
    await mkdir(temporary);
    const info =
      raw.kind === INDEXED_KIND
        ? await writeIndex(temporary, request.name, raw, progress)
        : await writeDataset(temporary, request.name, raw, progress);
    await rename(temporary, folder);
    if (request.from === undefined) await rm(downloadsFolder(home), { recursive: true, force: true });
    return info;
  } catch (error) {
    throw explainWriteError(error, datasets);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** All data sets of the home by name; one that cannot be read is listed with its problem. */
export async function listDatasets(home: string): Promise<DatasetEntry[]> {
  const { datasets } = homePaths(home);
  const names = existsSync(datasets)
    ? (await readdir(datasets)).filter((name) => NAME.test(name)).sort()
    : [];
  return names.map((name) => {
    const folder = path.join(datasets, name);
    try {
      return { name, folder, info: readDatasetInfo(folder) };
    } catch (error) {
      return { name, folder, problem: describeError(error) };
    }
  });
}

/** Removes a data set; one that is not there is refused. Image files that it only points to stay. */
export async function removeDataset(home: string, name: string): Promise<void> {
  const folder = existingFolder(home, name);
  // Gone at once, even when the deletion is cut short.
  const aside = temporaryFolder(path.dirname(folder), 'removing', name);
  await rename(folder, aside);
  await rm(aside, { recursive: true, force: true });
}

/** Recomputes counts, label ranges and digests of a data set. */
export async function checkDataset(home: string, name: string): Promise<DatasetCheck> {
  const problems = await datasetProblems(existingFolder(home, name));
  return { name, ok: problems.length === 0, problems };
}
