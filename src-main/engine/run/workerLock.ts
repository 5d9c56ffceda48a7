/** One process a run folder: events and checkpoints of two would end in neither's run. */
import { rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { PlateauError } from '../../../src-shared/errors.ts';
import { errorCode, explainWriteError, readIfPresent } from './durable.ts';
import { isSameProcess, processIdentity } from './process.ts';
import { runPaths } from './runFolder.ts';

const ownerSchema = z.strictObject({ pid: z.int(), start: z.string() });

/**
 * Takes the folder for this process; a lock whose process is gone is taken over. Returns how to give it back.
 */
export function lockRunFolder(folder: string): () => void {
  const file = runPaths(folder).lock;
  const owner = livingOwner(file);
  if (owner !== undefined)
    throw new PlateauError(
      `Process ${owner} is running the run in ${folder}.`,
      'Follow it with `plateau resume <run>`, or stop it first with `plateau stop <run>`.',
    );
  rmSync(file, { force: true });
  const identity = processIdentity(process.pid);
  try {
    writeFileSync(file, JSON.stringify(identity ?? { pid: process.pid, start: '' }), { flag: 'wx' });
  } catch (error) {
    if (errorCode(error) === 'EEXIST')
      throw new PlateauError(
        `Another process has just started the run in ${folder}.`,
        'Leave it to that one.',
      );
    throw explainWriteError(error, file);
  }
  return () => {
    rmSync(file, { force: true });
  };
}

function livingOwner(file: string): number | undefined {
  const text = readIfPresent(file);
  if (text === undefined) return undefined;
  // A lock that was torn by a kill names nobody.
  const owner = ownerSchema.safeParse(parsed(text));
  return owner.success && isSameProcess(owner.data) ? owner.data.pid : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
