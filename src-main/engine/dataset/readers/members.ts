/** The files of a foreign data set, from a folder or from a .tar(.gz) archive, by their bare names. */
import { createReadStream } from 'node:fs';
import { open, readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { PlateauError, describeError } from '../../../../src-shared/errors.ts';
import { damagedFile } from '../rawDataset.ts';

export interface Members {
  /** Path of the folder or archive, for messages. */
  readonly source: string;
  /** Bare file names, sorted. */
  readonly names: readonly string[];
  has(name: string): boolean;
  /** How messages name that file. */
  label(name: string): string;
  /** The whole file; a PlateauError where it is missing. */
  read(name: string): Promise<Uint8Array>;
}

/** Names that some reader wants; the rest of an archive is passed over. */
const WANTED =
  /\.bin$|\.png$|\.json$|\.meta(\.txt)?$|^meta$|_label_names\.txt$|^(data_batch_\d|test_batch|train|test)$|idx[13]-ubyte(\.gz)?$/;
/** Archives put their files into one folder; unpacked ones may sit one deeper. */
const DEPTH = 2;

function membersOf(source: string, files: ReadonlyMap<string, () => Promise<Uint8Array>>): Members {
  const label = (name: string): string => path.join(source, name);
  return {
    source,
    names: [...files.keys()].sort(),
    has: (name) => files.has(name),
    label,
    read(name) {
      const file = files.get(name);
      if (!file) throw damagedFile(source, `the file ${name} is missing in it`);
      return file();
    },
  };
}

async function filesUnder(
  folder: string,
  depth: number,
  files: Map<string, () => Promise<Uint8Array>>,
): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory() && depth > 1) await filesUnder(full, depth - 1, files);
    else if (!entry.isDirectory() && WANTED.test(entry.name) && !files.has(entry.name))
      files.set(entry.name, () => readFile(full));
  }
}

async function isGzip(file: string): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    const head = new Uint8Array(2);
    await handle.read(head, 0, 2, 0);
    return head[0] === 0x1f && head[1] === 0x8b;
  } finally {
    await handle.close();
  }
}

async function readArchive(archive: string): Promise<Map<string, () => Promise<Uint8Array>>> {
  const files = new Map<string, () => Promise<Uint8Array>>();
  const unpack = extract();
  const collect = async (): Promise<void> => {
    for await (const entry of unpack) {
      const name = path.posix.basename(entry.header.name);
      const wanted = entry.header.type === 'file' && WANTED.test(name);
      // What is not wanted is read all the same: the archive goes on behind it.
      const content = await buffer(entry);
      if (wanted) files.set(name, () => Promise.resolve(content));
    }
  };
  const input = createReadStream(archive);
  try {
    const packed = (await isGzip(archive))
      ? pipeline(input, createGunzip(), unpack)
      : pipeline(input, unpack);
    await Promise.all([packed, collect()]);
  } catch (error) {
    throw damagedFile(archive, `it cannot be unpacked (${describeError(error)})`);
  }
  return files;
}

/** Opens a folder, or reads a .tar or .tar.gz archive into memory. */
export async function openMembers(source: string): Promise<Members> {
  const found = await stat(source).catch(() => undefined);
  if (!found)
    throw new PlateauError(
      `There is no file or folder ${source}.`,
      'Give the path of the archive or of its unpacked folder.',
    );
  if (!found.isDirectory()) return membersOf(source, await readArchive(source));
  const files = new Map<string, () => Promise<Uint8Array>>();
  await filesUnder(source, DEPTH, files);
  return membersOf(source, files);
}
