/** A workstation for a test file: a home of its own, the real server, store and engine, and pages on it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import type { Client } from '../../src-shared/contract/client.ts';
import { createClient } from '../../src-shared/contract/client.ts';
import { homePaths, plateauHome } from '../../src-main/host/home.ts';
import { builtViews } from './views.ts';

const SERVE = path.join(import.meta.dirname, 'serve.ts');
const addressSchema = z.object({ port: z.int(), token: z.string() });
/** What a home may borrow from the one in use here: nothing of it is written to. */
const BORROWED = ['tensorflow', 'node'] as const;

export interface Workstation {
  readonly home: string;
  /** For pictures and downloads. */
  readonly scratch: string;
  /** The address of the page, with its token. */
  readonly url: () => string;
  /** The same contract as the page's. */
  readonly client: Client;
  /** Opens a view: `#/compare?…`; the first time with the token. */
  visit(page: Page, address: string): Promise<void>;
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Whether the home in use here has a TensorFlow that searches can borrow. */
export const HAS_ENGINE = existsSync(path.join(homePaths(plateauHome()).tensorflow, 'current.json'));
export const HAS_CIFAR10 = existsSync(path.join(homePaths(plateauHome()).datasets, 'cifar10'));

function borrow(home: string): void {
  const from = homePaths(plateauHome());
  const to = homePaths(home);
  for (const part of BORROWED) if (existsSync(from[part])) symlinkSync(from[part], to[part]);
  mkdirSync(to.datasets, { recursive: true });
  if (HAS_CIFAR10) symlinkSync(path.join(from.datasets, 'cifar10'), path.join(to.datasets, 'cifar10'));
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('the host has no output');
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error(`the host ended with ${child.exitCode} before it had an address`);
}

export interface Closing {
  /** Closes `thing` when the file's tests are done, even if what was to follow it fails; gives it back. */
  add<T extends { close: () => Promise<void> }>(thing: T): T;
  /** Closes all, the last first. */
  readonly all: () => Promise<void>;
}

/** What a test file has opened. */
export function createClosing(): Closing {
  const opened: { close: () => Promise<void> }[] = [];
  return {
    add(thing) {
      opened.push(thing);
      return thing;
    },
    async all() {
      for (const thing of opened.splice(0).toReversed()) await thing.close();
    },
  };
}

/** Starts a workstation; `prepare` may fill its home before the host opens it. */
export async function openWorkstation(
  prepare: (home: string) => void | Promise<void> = () => undefined,
): Promise<Workstation> {
  const views = await builtViews();
  const scratch = mkdtempSync(path.join(tmpdir(), 'plateau-e2e-'));
  const home = path.join(scratch, 'home');
  mkdirSync(home);
  borrow(home);
  await prepare(home);
  let child: ChildProcess | undefined;
  let address = { port: 0, token: '' };

  async function start(): Promise<void> {
    const env = { ...process.env, PLATEAU_HOME: home };
    child = spawn(process.execPath, [SERVE, views], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    address = addressSchema.parse(JSON.parse(await firstLine(child)));
  }

  async function stop(): Promise<void> {
    const ending = child;
    if (ending === undefined) return;
    child = undefined;
    const ended = new Promise((resolve) => ending.once('exit', resolve));
    ending.kill('SIGTERM');
    await ended;
  }

  const origin = (): string => `http://127.0.0.1:${address.port}`;
  const url = (): string => `${origin()}/#token=${address.token}`;
  const client = createClient({
    async invoke(name, payload) {
      const response = await fetch(`${origin()}/command/${name}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${address.token}`, 'content-type': 'application/json' },
        body: JSON.stringify(payload),
      });
      const answer: unknown = await response.json();
      if (!response.ok) throw new Error(`${name}: ${JSON.stringify(answer)}`);
      return z.object({ result: z.unknown() }).parse(answer).result;
    },
  });

  await start();
  return {
    home,
    scratch,
    url,
    client,
    async visit(page, view) {
      const known = page.url().startsWith(`${origin()}/`);
      if (!known) await page.goto(url());
      await page.getByRole('navigation', { name: 'Views' }).waitFor();
      await page.evaluate((hash) => void (location.hash = hash), view);
    },
    start,
    stop,
    async close() {
      await stop();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}
