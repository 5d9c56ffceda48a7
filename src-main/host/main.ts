/**
 * The host as a child of another program (the desktop shell): `node main.ts [--parallel N]`. It prints one
 * JSON line `{port, token, pid, own}` when it listens; `own` false: another process is the host already, and
 * once that one ends this one takes its place and prints a line again. It ends when its standard input
 * closes; the runs go on.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { describeError, PlateauError } from '../../src-shared/errors.ts';
import { homePaths, plateauHome } from './home.ts';
import { openHost, type Host } from './host.ts';
import { livingLock } from './lock.ts';

/** ms between two looks whether the other host still lives. */
const LOOK = 500;

const { values } = parseArgs({ options: { parallel: { type: 'string', default: '1' } } });
const home = plateauHome();
const { lock } = homePaths(home);
let own: Host | undefined;
let ending = false;

function say(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Becomes the host, or returns the pid of the one that lives. */
async function become(parallel: number): Promise<number> {
  const living = livingLock(lock);
  if (living === undefined)
    try {
      own = await openHost(home, {
        parallel,
        onTrouble: (message) => void process.stderr.write(`${message}\n`),
      });
    } catch (error) {
      if (livingLock(lock) === undefined) throw error; // else someone was faster
    }
  const { port, token, pid } = livingLock(lock) ?? { port: 0, token: '', pid: 0 };
  if (pid !== 0) say({ port, token, pid, own: own !== undefined });
  return pid;
}

const hasEnded = (): boolean => ending;
const isHost = (): boolean => own !== undefined;

async function main(): Promise<void> {
  const parallel = z.coerce.number().int().min(1).max(64).parse(values.parallel);
  process.stdin.resume().on('end', end).on('close', end);
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, end);
  while (!hasEnded() && !isHost()) {
    const pid = await become(parallel);
    while (!hasEnded() && !isHost() && livingLock(lock)?.pid === pid) await sleep(LOOK);
  }
  if (hasEnded()) await own?.close();
}

function end(): void {
  if (ending) return;
  ending = true;
  process.stdin.destroy();
  void own?.close();
}

try {
  await main();
} catch (error) {
  const remedy = error instanceof PlateauError ? error.remedy : '';
  const message = error instanceof Error ? error.message : String(error);
  say({ error: { message, remedy } });
  process.stderr.write(`${describeError(error)}\n`);
  process.exitCode = 1;
  process.stdin.destroy();
}
