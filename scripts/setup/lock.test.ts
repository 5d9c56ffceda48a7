import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { run } from './command.mjs';
import { readJson } from './files.mjs';
import { withLock } from './lock.mjs';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'plateau-lock-'));
  file = path.join(folder, 'setup.lock');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const nothing = () => undefined;

it('lets the second wait until the first is done', async () => {
  const order: string[] = [];
  const { promise: firstMayEnd, resolve: endFirst } = Promise.withResolvers<undefined>();
  const first = withLock(file, nothing, async () => {
    await firstMayEnd;
    order.push('first');
  });
  const second = withLock(
    file,
    () => {
      order.push('waiting');
      endFirst(undefined);
    },
    () => Promise.resolve(order.push('second')),
  );
  await Promise.all([first, second]);
  expect(order).toEqual(['waiting', 'first', 'second']);
  expect(existsSync(file)).toBe(false);
});

it('takes the lock over from processes that are gone', async () => {
  const gone = spawnSync(process.execPath, ['--version']).pid;
  writeFileSync(file, JSON.stringify({ pids: [gone] }));
  let waited = false;
  const result = await withLock(
    file,
    () => (waited = true),
    () => Promise.resolve('done'),
  );
  expect(result).toBe('done');
  expect(waited).toBe(false);
});

it('names the children, which may outlive a killed setup', async () => {
  await withLock(file, nothing, async () => {
    const child = run(process.execPath, ['-e', 'setTimeout(() => {}, 60)']);
    expect(readJson(file)).toEqual({ pids: [process.pid, expect.any(Number)] });
    await child;
    expect(readJson(file)).toEqual({ pids: [process.pid] });
  });
});

it('is released when the work fails', async () => {
  await expect(withLock(file, nothing, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(existsSync(file)).toBe(false);
});
