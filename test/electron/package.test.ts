/** The desktop package: its description fits electron-builder, and what lies beside the shell runs alone. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { DebugLogger } from 'builder-util';
import { validateConfiguration } from 'app-builder-lib/out/util/config/config.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { plateauHome } from '../../scripts/home.mjs';
import { bindingReady } from '../../scripts/setup/binding.mjs';
import { chosenNode } from '../../scripts/setup/node.mjs';
import { tensorFlowReady } from '../../scripts/setup/tensorflow.mjs';
import { stage } from '../../scripts/stage.mjs';
import { shellPaths } from '../../src-main/electron/paths.ts';
import { runSummarySchema } from '../../src-shared/contract/runs.ts';
import { CHECKOUT, packageConfig, placeResources } from './staging.ts';

const run = promisify(execFile);

describe('electron-builder.yml', () => {
  it('fits the schema of electron-builder', async () => {
    await validateConfiguration(await packageConfig(), new DebugLogger(false));
  });

  it('with a misspelled word does not', async () => {
    const config = { ...(await packageConfig()), extraResource: [] };
    await expect(validateConfiguration(config, new DebugLogger(false))).rejects.toThrow('extraResource');
  });

  it('keeps package.json in the archive: what is an extra resource is left out there', async () => {
    const { files, extraResources } = await packageConfig();
    expect(JSON.stringify(files)).toContain('"package.json"');
    expect(extraResources).not.toContainEqual(expect.objectContaining({ from: 'package.json' }));
  });

  it('closes every door that a fuse can close, and publishes nowhere', async () => {
    const config = await packageConfig();
    expect(config.electronFuses).toEqual({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableCookieEncryption: true,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    });
    expect([config.asar, config.publish]).toEqual([true, null]);
    expect(config.artifactName).toContain('${arch}');
  });
});

const PLACE = { packaged: true, shell: '/app', env: {}, platform: process.platform } as const;

const TINY = [
  ...['--method', 'darts', '--space', 's3', '--dataset', 'tiny', '--channels', '4', '--layers', '3'],
  ...['--batch', '8', '--epochs', '1', '--steps-per-epoch', '3', '--validation-images', '16'],
  ...['--curvature', 'off', '--alpha-start-epoch', '0'],
];

/** Runs a command for whom the checkout is an empty folder: a mount that it alone sees. */
const HIDDEN = [
  ...['unshare', '--mount', ...(process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'])],
  ...['sh', '-c', 'mount -t tmpfs none "$0" && exec "$@"', CHECKOUT],
] as const;

async function hidden(own: string, ...command: string[]): Promise<string> {
  const env = { PATH: '/usr/bin:/bin', HOME: own, TMPDIR: own, PLATEAU_HOME: own };
  const [first, ...rest] = [...HIDDEN, ...command];
  return (await run(first, rest, { cwd: own, env, timeout: 150_000 })).stdout;
}

async function canHide(): Promise<boolean> {
  return hidden(tmpdir(), 'ls', '-A', CHECKOUT).then(
    (listed) => listed === '',
    () => false,
  );
}

/** The shared libraries in use by the runs of `own`, which the permissions of Node do not see. */
function mappedLibraries(own: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .flatMap((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(own)) return [];
        const lines = readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n');
        return lines.flatMap((line) => /\/\S*\.(?:so|node)\S*$/u.exec(line)?.[0] ?? []);
      } catch {
        return []; // ended meanwhile
      }
    });
}

const home = plateauHome();
const node = chosenNode(home);
const ready = tensorFlowReady(home) && node !== undefined && bindingReady(CHECKOUT, home, node);
const OWN_OPERATIONS = 'node_modules/@tensorflow/tfjs-node-gpu/lib/napi-v8/plateau_operations.node';
const operationsBuilt = existsSync(path.join(CHECKOUT, OWN_OPERATIONS));
const hides = process.platform === 'linux' && (await canHide());
const why = !ready
  ? ' (skipped: TensorFlow is not set up, `npm run setup`)'
  : hides
    ? ''
    : ' (skipped: this system lets nobody hide a folder with unshare)';

describe.skipIf(!ready || !hides)(`what lies beside the shell${why}`, () => {
  let folder: string;
  let resources: string;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'plateau-package-'));
    resources = path.join(folder, 'resources');
    await stage();
    await placeResources(resources);
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is where the shell looks for it', () => {
    const { node: shipped, host, icon } = shellPaths({ ...PLACE, resources });
    for (const file of [shipped, host, icon]) expect(existsSync(file), file).toBe(true);
  });

  it('has our own operations beside the binding where setup has built them', () => {
    expect(existsSync(path.join(resources, 'program', OWN_OPERATIONS))).toBe(operationsBuilt);
  });

  it('holds no tests, no shell and no tools', () => {
    const names = readdirSync(path.join(resources, 'program'), { recursive: true, encoding: 'utf8' });
    const own = names.filter((name) => !name.startsWith('node_modules'));
    expect(own.filter((name) => /\.test\.ts$|Fixture|electron|stage\.mjs/u.test(name))).toEqual([]);
    const tools = ['electron', 'vite', 'vitest', 'svelte', 'chart.js', 'typescript', 'node-gyp'];
    expect(tools.filter((name) => names.includes(path.join('node_modules', name)))).toEqual([]);
  });

  it('searches with the checkout out of reach', async () => {
    const own = path.join(folder, 'home');
    mkdirSync(own);
    const { node: shipped } = shellPaths({ ...PLACE, resources });
    const program = [shipped, path.join(resources, 'program', 'src-main', 'cli', 'main.ts')];
    await hidden(own, ...program, 'dataset', 'add', 'tiny', '--format', 'generated', '--size', '16');
    const libraries = new Set<string>();
    const search = hidden(own, ...program, 'search', ...TINY, '--json');
    const watch = setInterval(() => {
      for (const file of mappedLibraries(own)) libraries.add(file);
    }, 200);
    const stdout = await search.finally(() => clearInterval(watch));
    const { run: summary } = z.object({ run: runSummarySchema }).parse(JSON.parse(stdout));
    expect(summary).toMatchObject({ state: 'finished', epochsDone: 1 });
    const tensorflow = [...libraries].filter((file) => file.includes('tensorflow'));
    expect(tensorflow.length).toBeGreaterThan(0);
    expect(tensorflow.some((file) => file.endsWith(OWN_OPERATIONS))).toBe(operationsBuilt);
    for (const file of tensorflow) expect(file.startsWith(`${resources}/`), file).toBe(true);
  }, 180_000);
});
