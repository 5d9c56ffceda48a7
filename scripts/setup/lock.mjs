/** One setup at a time in a home: the second waits for the first and then finds all in place. */
import { linkSync, mkdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { childPids, watchChildren } from './command.mjs';
import { readJson, writeJson } from './files.mjs';

const HEARTBEAT = 2_000; // ms
/** A lock not touched for so long has lost its owner, even when another process got its pid. ms */
const STALE = 600_000;

/**
 * Runs `work` while holding the lock file. The file names this process and its children: those of a
 * killed setup (npm, pip) work on for a while, and nothing may be started beside them.
 * @template T
 * @param {string} file
 * @param {() => void} onWait told once when another process holds it
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, onWait, work) {
  mkdirSync(dirname(file), { recursive: true });
  for (let waited = false; !take(file); waited = true) {
    if (!waited) onWait();
    await sleep(500);
  }
  const heartbeat = setInterval(() => touch(file), HEARTBEAT);
  const unwatch = watchChildren(() => writeJson(file, holders()));
  try {
    return await work();
  } finally {
    unwatch();
    clearInterval(heartbeat);
    rmSync(file, { force: true });
  }
}

function holders() {
  return { pids: [process.pid, ...childPids()] };
}

/** @param {string} file */
function touch(file) {
  if (statSync(file, { throwIfNoEntry: false })) utimesSync(file, new Date(), new Date());
}

/** @param {string} file */
function take(file) {
  if (isStale(file)) rmSync(file, { force: true });
  const own = `${file}.${process.pid}`;
  writeJson(own, holders());
  try {
    // A link is made with its content or not at all, and fails where the lock exists.
    linkSync(own, file);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

/** @param {string} file */
function isStale(file) {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat) return false;
  if (Date.now() - stat.mtimeMs > STALE) return true;
  const value = readJson(file);
  const pids =
    typeof value === 'object' && value && 'pids' in value && Array.isArray(value.pids) ? value.pids : [];
  return !pids.some((pid) => typeof pid === 'number' && lives(pid));
}

/** @param {number} pid */
function lives(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM'; // it lives, under another user
  }
}

/** @param {unknown} error */
function errorCode(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
