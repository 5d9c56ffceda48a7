/**
 * Files that are whole or not there: written to a temporary name in the same folder, brought to the disk,
 * renamed. Written here and not by a library because the ones at hand install signal handlers that end
 * the process, where a run has to go on to its checkpoint.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
  readFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { PlateauError } from '../../../src-shared/errors.ts';

const TEMPORARY = /^\..+\.\d+\.tmp$/u;
const AGAIN = 'then repeat the command or resume the run: what was written before is intact.';
const WRITABLE = 'Make its folder writable, or choose another home folder with PLATEAU_HOME.';

/** What a failed write means, by the system's error code: a sentence that the path ends, and what to do. */
const WRITE_ERRORS: ReadonlyMap<string, { readonly problem: string; readonly remedy: string }> = new Map([
  ['ENOSPC', { problem: 'No room to write', remedy: `Free disk space, ${AGAIN}` }],
  ['EDQUOT', { problem: 'No room to write', remedy: `Free disk space or raise the quota, ${AGAIN}` }],
  ['EFBIG', { problem: 'No room to write', remedy: `Raise the file size limit, ${AGAIN}` }],
  ['EACCES', { problem: 'No permission to write', remedy: WRITABLE }],
  ['EPERM', { problem: 'No permission to write', remedy: WRITABLE }],
  [
    'EROFS',
    {
      problem: 'A read-only file system holds',
      remedy: 'Choose a home folder that can be written with PLATEAU_HOME.',
    },
  ],
]);

/** The `code` of a system error, undefined for anything else. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** The error a user sees when `file` (or folder) cannot be written; other errors come back as they are. */
export function explainWriteError(error: unknown, file: string): unknown {
  const code = errorCode(error);
  const meaning = WRITE_ERRORS.get(code ?? '');
  if (code === undefined || meaning === undefined) return error;
  return new PlateauError(`${meaning.problem} ${file} (${code}).`, meaning.remedy);
}

/**
 * Makes `folder` and what is missing above it. One by one: Node's recursive mkdir says ENOENT where the file
 * system is read-only.
 */
export function makeFolder(folder: string): void {
  const parent = dirname(folder);
  if (existsSync(folder) || parent === folder) return;
  makeFolder(parent);
  try {
    mkdirSync(folder);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return; // another process was faster
    throw explainWriteError(error, folder);
  }
}

/** Makes a rename in `folder` survive a power cut. Windows cannot open a folder; NTFS journals the rename. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Replaces `file` by `bytes`; a failure at any moment leaves the old file or the new one, nothing between. */
export function writeDurably(file: string, bytes: Uint8Array | string): void {
  const folder = dirname(file);
  const temporary = join(folder, `.${basename(file)}.${process.pid}.tmp`);
  try {
    writeFileSync(temporary, bytes, { flush: true });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw explainWriteError(error, file);
  }
  syncFolder(folder);
}

/** Removes what writers that were killed between write and rename left in `folder`. */
export function removeTemporaries(folder: string): void {
  for (const name of readdirSync(folder))
    if (TEMPORARY.test(name)) rmSync(join(folder, name), { force: true });
}

/** The text of a file; undefined when there is none. */
export function readIfPresent(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
