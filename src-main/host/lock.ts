/**
 * One host per home: `host.json` names the process that owns the store and where it listens. It
 * appears complete or not at all; a lock whose process is gone (pid and start time) is stale.
 */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { errorCode, explainWriteError } from '../engine/run/durable.ts';
import { isSameProcess, processIdentity } from '../engine/run/process.ts';

const lockSchema = z.strictObject({ pid: z.int(), start: z.string(), port: z.int(), token: z.string() });
export type HostLock = z.infer<typeof lockSchema>;

function readLock(file: string): HostLock | undefined {
  try {
    return lockSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** The lock of a living host; undefined when there is none or the one that is there is stale. */
export function livingLock(file: string): HostLock | undefined {
  const lock = readLock(file);
  return lock !== undefined && isSameProcess(lock) ? lock : undefined;
}

/** `link` fails where the name is taken: exclusive like O_EXCL, and the content is there from the start. */
function linkExclusively(temporary: string, file: string): boolean {
  try {
    linkSync(temporary, file);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Moves a stale lock out of the way; a living one that came in its place meanwhile is put back. */
function removeStale(file: string): void {
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  if (livingLock(aside) !== undefined) linkExclusively(aside, file);
  rmSync(aside, { force: true });
}

/** Takes the lock for this process; false when a living host has it. */
export function takeLock(file: string, address: { port: number; token: string }): boolean {
  const identity = processIdentity(process.pid);
  if (identity === undefined) throw new Error('this process has no identity');
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, JSON.stringify({ ...identity, ...address }), { mode: 0o600 });
    if (linkExclusively(temporary, file)) return true;
    if (livingLock(file) !== undefined) return false;
    removeStale(file);
    return linkExclusively(temporary, file);
  } catch (error) {
    throw explainWriteError(error, file);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Gives the lock back; someone else's is left alone. */
export function releaseLock(file: string): void {
  if (readLock(file)?.pid === process.pid) rmSync(file, { force: true });
}
