import { appendFileSync, chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { writeJson } from './files.mjs';
import { bringOperations, operationsFailure, operationsReady, tryOperationsAgain } from './operations.mjs';

const NATIVE = path.join('src-main', 'engine', 'native');
const CHECKOUT = path.join(import.meta.dirname, '..', '..');
const LIB = path.join('node_modules', '@tensorflow', 'tfjs-node-gpu', 'lib');
const progress = { phase: vi.fn(), amount: vi.fn(), done: vi.fn(), end: vi.fn() };

let root: string;
let home: string;
let module: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'plateau-operations-'));
  home = path.join(root, 'home');
  const binding = path.join(root, LIB, 'napi-v8');
  module = path.join(binding, 'plateau_operations.node');
  mkdirSync(binding, { recursive: true });
  cpSync(path.join(CHECKOUT, NATIVE), path.join(root, NATIVE), { recursive: true });
  writeFileSync(path.join(binding, 'tfjs_binding.node'), '');
  useTensorFlow('2.21.0');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

function useTensorFlow(version: string, folder = '/x'): void {
  const current = { version, build: 'cpu', source: 'wheel', folder };
  writeJson(path.join(home, 'tensorflow', 'current.json'), current);
}

/** A compiler that writes down how it is called and makes a file of `content` of everything. */
function stubCompiler(content: string, refused = '-fno-such-flag'): string {
  const file = path.join(root, 'compiler');
  const calls = path.join(root, 'calls');
  const script = `#!/bin/sh
echo "$*" >> "${calls}"
case "$*" in *-Werror*${refused}*) exit 1;; esac
while [ $# -gt 0 ]; do if [ "$1" = -o ]; then echo "${content}" > "$2"; fi; shift; done
`;
  writeFileSync(file, script);
  chmodSync(file, 0o755);
  vi.stubEnv('CXX', file);
  return calls;
}

/** A Node that loads everything, or nothing. */
function stubNode(loads: boolean): string {
  const file = path.join(root, 'node');
  writeFileSync(file, loads ? '#!/bin/sh\n' : '#!/bin/sh\necho "Error: undefined symbol" >&2\nexit 1\n');
  chmodSync(file, 0o755);
  return file;
}

const bring = (loads = true) => bringOperations(root, home, stubNode(loads), progress);

describe.skipIf(process.platform === 'win32')('our own operations', () => {
  it('are built once, and again for other sources or another TensorFlow', async () => {
    stubCompiler('built');
    expect(operationsReady(root, home)).toBe(false);
    expect(await bring()).toBeUndefined();
    expect(operationsReady(root, home)).toBe(true);
    expect(existsSync(module)).toBe(true);
    expect(readdirSync(path.join(root, LIB))).toEqual(['napi-v8']);
    appendFileSync(path.join(root, NATIVE, 'kernels.h'), '\n');
    expect(operationsReady(root, home)).toBe(false);
    await bring();
    useTensorFlow('2.22.0');
    expect(operationsReady(root, home)).toBe(false);
    await bring();
    rmSync(module);
    expect(operationsReady(root, home)).toBe(false);
  });

  it('are nothing to do where TensorFlow came without its headers', () => {
    useTensorFlow('packaged', '');
    expect(operationsReady(root, home)).toBe(true);
  });

  it('are left out where there is no compiler, until setup is asked for', async () => {
    writeFileSync(module, 'of older sources');
    vi.stubEnv('CXX', 'plateau-no-such-compiler');
    expect(await bring()).toMatch(/slower: "plateau-no-such-compiler" is not installed\. .*`npm run setup`/);
    expect(existsSync(module)).toBe(false);
    expect(operationsFailure(root)).toMatch(/not installed/);
    expect(operationsReady(root, home)).toBe(true);
    tryOperationsAgain(root);
    expect(operationsReady(root, home)).toBe(false);
  });

  it('do not take their place when they do not load', async () => {
    stubCompiler('broken');
    expect(await bring(false)).toMatch(/they do not load, Error: undefined symbol\./);
    expect(existsSync(module)).toBe(false);
  });

  it('are linked with the kernels for every processor first, and compiled without flags the compiler refuses', async () => {
    const calls = stubCompiler('built', '-fno-tree-loop-distribute-patterns');
    await bring();
    const lines = readFileSync(calls, 'utf8').trim().split('\n');
    expect(lines.at(-1)).toMatch(/-o \S+ plain\.o /);
    const compiled = lines.filter((line) => line.includes(' -c '));
    expect(compiled).toHaveLength(process.arch === 'x64' ? 6 : 4);
    for (const line of compiled) expect(line).not.toContain('distribute-patterns');
    for (const line of compiled) expect(line).toContain('-fno-tree-vectorize');
  });
});
