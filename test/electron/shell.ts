/** Builds the shell and the views for an old Electron and starts it under Xvfb. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { build, createBuilder, type Plugin } from 'vite';

const CHECKOUT = path.resolve(import.meta.dirname, '../..');

/** Gives the views what Chromium 83 lacks. */
const polyfilled: Plugin = {
  name: 'polyfilled',
  enforce: 'pre',
  transform: (code, id) =>
    id.endsWith('/src-renderer/main.ts') ? `import 'core-js/stable/index.js';\n${code}` : null,
};

/** A folder laid out like the checkout whose `dist` is built for Chromium 83 and Node 12. */
export async function buildOldShell(root: string): Promise<void> {
  const outDir = path.join(root, 'dist', 'electron');
  const shell = await createBuilder({
    root: CHECKOUT,
    configFile: path.join(CHECKOUT, 'vite.electron.config.ts'),
    mode: 'old',
    logLevel: 'error',
    environments: { main: { build: { outDir } }, preload: { build: { outDir } } },
  });
  await shell.buildApp();
  await build({
    configFile: path.join(CHECKOUT, 'vite.config.ts'),
    root: path.join(CHECKOUT, 'src-renderer'),
    logLevel: 'error',
    plugins: [polyfilled],
    build: { outDir: path.join(root, 'dist', 'renderer'), target: 'chrome83', cssTarget: 'chrome83' },
  });
  for (const folder of ['src-main', 'resources'])
    symlinkSync(path.join(CHECKOUT, folder), path.join(root, folder));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

export interface RunningShell {
  /** Port of the DevTools protocol. */
  readonly port: number;
  /** Whether it has ended. */
  ended(): boolean;
  end(): Promise<void>;
}

/**
 * Chromium refuses its sandbox to root; inside a user namespace we are somebody else and keep our files.
 * The system-call filter of a 2020 Chromium kills processes of a current libc; the namespaces still part
 * the page from the system.
 */
const AS_SOMEBODY =
  process.getuid?.() === 0 ? ['unshare', '--user', '--map-user=1000', '--map-group=1000'] : [];
const SCREEN = '-screen 0 1600x1000x24';

/** Starts the Electron at `binary` on the shell in `root`, its data and the host's below `home`. */
export async function startShell(binary: string, root: string, home: string): Promise<RunningShell> {
  const port = await freePort();
  const own = path.join(home, 'electron');
  mkdirSync(own, { recursive: true });
  const command = [
    ...[...AS_SOMEBODY, 'xvfb-run', '--auto-servernum', '--server-args', SCREEN, binary],
    '--disable-seccomp-filter-sandbox',
    `--user-data-dir=${own}`,
    `--remote-debugging-port=${port}`,
    path.join(root, 'dist', 'electron', 'main.cjs'),
  ];
  const child: ChildProcess = spawn(command[0] ?? '', command.slice(1), {
    env: { ...process.env, HOME: own, PLATEAU_HOME: home, PLATEAU_NODE: process.execPath },
    stdio: ['ignore', 'ignore', process.env['PLATEAU_TEST_VERBOSE'] === '1' ? 'inherit' : 'ignore'],
    detached: true,
  });
  const ended = (): boolean => child.exitCode !== null || child.signalCode !== null;
  return {
    port,
    ended,
    async end() {
      if (ended() || child.pid === undefined) return;
      process.kill(-child.pid); // the screen, too
      await once(child, 'close');
    },
  };
}
