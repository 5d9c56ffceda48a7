/** Runs the command line in a process of its own, on a home of the test's own. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { addDataset } from '../../src-main/host/datasets.ts';

const SCRIPT = path.join(import.meta.dirname, '../fixtures/plateau.ts');

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly done: Promise<Ran>;
  signal(name: NodeJS.Signals): void;
  /** Waits until stdout and stderr together contain `text`. */
  says(text: string): Promise<void>;
}

/** A home folder with one small data set, `tiny`. */
export async function createHome(): Promise<string> {
  const home = mkdtempSync(path.join(tmpdir(), 'plateau-cli-'));
  const generated = { train: 2048, test: 10, classes: 2 };
  await addDataset(home, { name: 'tiny', format: 'generated', size: 8, generated }, () => undefined);
  return home;
}

export function removeHome(home: string): void {
  rmSync(home, { recursive: true, force: true });
}

/** Starts `plateau <args>`. */
export function start(home: string, ...args: string[]): Running {
  const child = spawn(process.execPath, [SCRIPT, ...args], {
    env: { ...process.env, PLATEAU_HOME: home, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      output[stream] += text;
      for (const listener of listeners) listener();
    });
  const done = new Promise<Ran>((resolve, reject) => {
    child.on('error', reject).on('close', (code) => resolve({ code, ...output }));
  });
  return {
    done,
    signal: (name) => void child.kill(name),
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if ((output.stdout + output.stderr).includes(text)) resolve();
        };
        listeners.add(look);
        look();
        done.then(({ stderr }) => reject(new Error(`it ended without saying "${text}": ${stderr}`)), reject);
      }),
  };
}

/** Runs `plateau <args>` to its end. */
export function plateau(home: string, ...args: string[]): Promise<Ran> {
  return start(home, ...args).done;
}

/** What `plateau <args> --json` says went wrong. */
export async function failure(
  home: string,
  ...args: string[]
): Promise<{ code: number | null; message: string; remedy: string }> {
  const { code, data } = await json(home, ...args);
  const { error } = z
    .strictObject({ error: z.strictObject({ message: z.string(), remedy: z.string() }) })
    .parse(data);
  return { code, ...error };
}

/** The one JSON object that `plateau <args> --json` prints; fails when there is more or less on stdout. */
export async function json(home: string, ...args: string[]): Promise<{ code: number | null; data: unknown }> {
  const { code, stdout } = await plateau(home, ...args, '--json');
  return { code, data: JSON.parse(stdout) };
}
