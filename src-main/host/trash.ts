/** Deleted runs: their folders lie in the trash, whole, until it is emptied. */
import { existsSync, readdirSync, renameSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { isValid } from 'ulid';
import { PlateauError } from '../../src-shared/errors.ts';
import { explainWriteError, makeFolder } from '../engine/run/durable.ts';
import type { RunRow } from '../store/rows.ts';

/** Refuses a run whose process lives. */
export function assertEnded(run: RunRow): void {
  if (run.state === 'running')
    throw new PlateauError(
      `Run ${run.id} is running, so it cannot be deleted.`,
      `Stop it first: \`plateau stop ${run.id}\`.`,
    );
}

function move(from: string, to: string): void {
  try {
    makeFolder(path.dirname(to));
    renameSync(from, to);
  } catch (error) {
    throw explainWriteError(error, to);
  }
}

/** Moves the folder of a run to `trash`. A link to a folder elsewhere is moved itself; what it leads to stays. */
export function moveToTrash(trash: string, { id, folder }: RunRow): void {
  move(folder, path.join(trash, id));
}

/** Moves the folders of deleted runs back below `runs`; all of them have to be there. */
export function moveFromTrash(trash: string, runs: string, ids: readonly string[]): void {
  for (const id of ids) {
    if (!isValid(id) || !existsSync(path.join(trash, id)))
      throw new PlateauError(`There is no deleted run ${id}.`, 'It may have been restored already.');
    if (existsSync(path.join(runs, id)))
      throw new PlateauError(`Run ${id} is here again already.`, 'Look at it with `plateau runs`.');
  }
  for (const id of ids) move(path.join(trash, id), path.join(runs, id));
}

/** Removes what lies in the trash for good; returns how many run folders that were. */
export async function emptyTrash(trash: string): Promise<number> {
  if (!existsSync(trash)) return 0;
  const ids = readdirSync(trash).filter((name) => isValid(name));
  for (const id of ids) await rm(path.join(trash, id), { recursive: true, force: true });
  return ids.length;
}
