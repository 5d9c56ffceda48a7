/**
 * The folder of an export: filled beside its place under a temporary name, so that it appears whole or not at
 * all. What a user has in it is never removed.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { PlateauError } from '../../../src-shared/errors.ts';
import { explainWriteError, makeFolder } from '../run/durable.ts';

export interface ExportTarget {
  /** Where the files are written first. */
  readonly work: string;
  /** Puts them in their place. */
  commit(): void;
  /** Removes what was not put there. */
  discard(): void;
}

/** Refuses a folder that holds something, unless forced to. */
export function openTarget(folder: string, force: boolean): ExportTarget {
  const there = existsSync(folder) ? readdirSync(folder) : [];
  if (there.length > 0 && !force)
    throw new PlateauError(
      `${folder} is not empty: it holds ${there.slice(0, 3).join(', ')}${there.length > 3 ? ', …' : ''}.`,
      'Give another folder with --out, or --force to replace files of the same names.',
    );
  const parent = dirname(folder);
  const work = join(parent, `.${basename(folder)}.${process.pid}.tmp`);
  try {
    makeFolder(parent);
    rmSync(work, { recursive: true, force: true });
    mkdirSync(work);
  } catch (error) {
    throw explainWriteError(error, work);
  }
  return {
    work,
    commit() {
      if (there.length > 0) {
        for (const name of readdirSync(work)) replace(join(work, name), join(folder, name));
        return;
      }
      if (existsSync(folder)) rmdirSync(folder);
      renameSync(work, folder);
    },
    discard: () => rmSync(work, { recursive: true, force: true }),
  };
}

/** Renames over what has the name; a folder has to go first. */
function replace(from: string, to: string): void {
  const old = `${from}.old`;
  if (existsSync(to)) renameSync(to, old);
  renameSync(from, to);
}
