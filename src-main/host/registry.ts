/** Run folders below `<home>/runs`: which there are, and how a folder from elsewhere becomes one. */
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import path from 'node:path';
import { encodeTime, isValid } from 'ulid';
import { PlateauError } from '../../src-shared/errors.ts';
import { readEvents } from '../engine/run/eventLog.ts';
import { readAnyRunConfig, runPaths } from '../engine/run/runFolder.ts';
import { SUPERVISION_FILE } from './supervision.ts';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Ids of the run folders in `runs`; names that are no run ids (temporary copies, strays) are left out. */
export function runIds(runs: string): string[] {
  if (!existsSync(runs)) return [];
  return readdirSync(runs)
    .filter((name) => isValid(name) && existsSync(runPaths(path.join(runs, name)).config))
    .sort();
}

/**
 * The id of a run that comes from elsewhere: its folder's name where that is an id, else made of the
 * time and the digest of its beginning, so that importing a run twice finds the first import.
 */
function importedId(folder: string): string {
  const name = path.basename(folder);
  if (isValid(name)) return name.toUpperCase();
  const first = readEvents(folder)[0];
  const digest = createHash('sha256')
    .update(readFileSync(runPaths(folder).config))
    .update(JSON.stringify(first ?? null))
    .digest();
  // 16 of the 32 bytes, 5 bits each: the 80 random bits of a ULID.
  const random = [...digest.subarray(0, 16)].map((byte) => CROCKFORD[byte % 32]).join('');
  return encodeTime(first === undefined ? 0 : Date.parse(first.time)) + random;
}

/** The first line of a run's log, undefined while it has none. */
function firstLine(folder: string): string | undefined {
  const { events } = runPaths(folder);
  const text = existsSync(events) ? readFileSync(events, 'utf8') : '';
  return text.includes('\n') ? text.slice(0, text.indexOf('\n')) : undefined;
}

/** The run in `runs` that `folder` is a copy of, whatever it is called: same configuration, same first event. */
function copiedFrom(runs: string, folder: string): string | undefined {
  const first = firstLine(folder);
  if (first === undefined) return undefined;
  const config = readFileSync(runPaths(folder).config);
  return runIds(runs).find((id) => {
    const known = path.join(runs, id);
    return readFileSync(runPaths(known).config).equals(config) && firstLine(known) === first;
  });
}

/**
 * Brings the run in `folder` below `runs`: a copy, or with `link` a symbolic link (a run that is
 * still written to, on a shared file system). Returns its id.
 */
export function importFolder(runs: string, folder: string, link: boolean): string {
  const source = path.resolve(folder);
  if (!existsSync(runPaths(source).config))
    throw new PlateauError(
      `${source} holds no config.json.`,
      'Give the folder of a run, as `plateau show` names it.',
    );
  readAnyRunConfig(source);
  const id = importedId(source);
  const target = path.join(runs, id);
  const present = existsSync(target) ? id : copiedFrom(runs, source);
  if (present !== undefined)
    throw new PlateauError(
      `The run in ${source} is already here as ${present}.`,
      `Look at it with \`plateau show ${present}\`.`,
    );
  mkdirSync(runs, { recursive: true });
  if (link) symlinkSync(source, target, 'dir');
  else copyFolder(source, target);
  return id;
}

function copyFolder(source: string, target: string): void {
  const temporary = path.join(path.dirname(target), `.import-${path.basename(target)}-${process.pid}`);
  const left = new Set([SUPERVISION_FILE, path.basename(runPaths(source).control)]);
  try {
    cpSync(source, temporary, {
      recursive: true,
      preserveTimestamps: true,
      // Who runs it and what it was asked to do belongs to the place it comes from.
      filter: (file) => path.dirname(file) !== source || !left.has(path.basename(file)),
    });
    renameSync(temporary, target);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
