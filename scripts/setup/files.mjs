/** Files that are either whole or not there: everything is made under another name and renamed. */
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
} from 'node:fs';
import { readFileSync, renameSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SetupError } from './command.mjs';

const WORK_PREFIX = '.work-';

/**
 * The parsed JSON of a file; undefined when it is absent or cut off.
 * @param {string} file
 * @returns {unknown}
 */
export function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Writes a file as a whole: a reader sees the old one or the new one, also after a power cut.
 * @param {string} file
 * @param {unknown} value
 */
export function writeJson(file, value) {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  const descriptor = openSync(temporary, 'w');
  writeSync(descriptor, JSON.stringify(value, null, 2) + '\n');
  fsyncSync(descriptor);
  closeSync(descriptor);
  renameSync(temporary, file);
}

/**
 * Runs `fill` on an empty folder beside `target` and renames it to `target` when it is complete.
 * @param {string} target
 * @param {(folder: string) => Promise<string | void> | void} fill may return a subfolder that becomes the target
 */
export async function makeFolder(target, fill) {
  await withWorkFolder(dirname(target), async (work) => {
    const made = (await fill(work)) ?? work;
    for (const file of filesBelow(made)) syncToDisk(file);
    chmodSync(made, 0o755); // a temporary folder is its owner's only
    rmSync(target, { recursive: true, force: true });
    renameSync(made, target);
  });
}

/**
 * Puts a file that is complete in the place of `target`, on the same disk.
 * @param {string} made
 * @param {string} target
 */
export function putFile(made, target) {
  syncToDisk(made);
  renameSync(made, target);
}

/**
 * Runs `use` on an empty folder below `parent` that is gone afterwards.
 * What an earlier, killed attempt left is removed first.
 * @param {string} parent
 * @param {(folder: string) => Promise<void>} use
 */
export async function withWorkFolder(parent, use) {
  mkdirSync(parent, { recursive: true });
  for (const name of readdirSync(parent)) if (name.startsWith(WORK_PREFIX)) removeQuietly(join(parent, name));
  const work = mkdtempSync(join(parent, WORK_PREFIX));
  try {
    await use(work);
  } finally {
    removeQuietly(work);
  }
}

/**
 * What cannot be removed now (a child of a killed setup may still write there) is left to the next time.
 * @param {string} folder
 */
function removeQuietly(folder) {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    return;
  }
}

/**
 * Bytes of the largest file below a folder; 0 while another process is moving things there.
 * @param {string} folder
 * @returns {number}
 */
export function largestFile(folder) {
  try {
    return largestOf(folder);
  } catch {
    return 0;
  }
}

/** @param {string} folder */
function largestOf(folder) {
  return Math.max(
    0,
    ...filesBelow(folder).map((file) => statSync(file, { throwIfNoEntry: false })?.size ?? 0),
  );
}

/** @param {string} folder */
function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.flatMap((entry) => (entry.isFile() ? join(entry.parentPath, entry.name) : []));
}

/** @param {string} file */
function syncToDisk(file) {
  const descriptor = openSync(file, 'r+');
  fsyncSync(descriptor);
  closeSync(descriptor);
}

/**
 * Fails early, with one clear line, where a download would fill the disk.
 * @param {string} folder
 * @param {number} gigabytes
 * @param {string} what
 */
export function needSpace(folder, gigabytes, what) {
  mkdirSync(folder, { recursive: true });
  const { bavail, bsize } = statfsSync(folder);
  const free = (bavail * bsize) / 1e9;
  if (free < gigabytes)
    throw new SetupError(
      `${what} needs ${gigabytes} GB of disk while it is set up; ${free.toFixed(1)} GB are free in ${folder}.`,
      'Free some space, or set PLATEAU_HOME to a folder on a larger disk.',
    );
}
