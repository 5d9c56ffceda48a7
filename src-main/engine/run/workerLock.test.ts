import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { processIdentity } from './process.ts';
import { runPaths } from './runFolder.ts';
import { lockRunFolder } from './workerLock.ts';

let folder = '';
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'plateau-lock-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('lockRunFolder', () => {
  it('refuses a folder that a living process holds, and names the process', () => {
    const parent = processIdentity(process.ppid);
    writeFileSync(runPaths(folder).lock, JSON.stringify(parent));
    expect(() => lockRunFolder(folder)).toThrow(`Process ${process.ppid} is running`);
  });

  it.each(['{"pid":1,"start":"another boot"}', '{"pid":1,', ''])(
    'takes over the lock %j of a process that is gone',
    (text) => {
      writeFileSync(runPaths(folder).lock, text);
      const release = lockRunFolder(folder);
      expect(() => lockRunFolder(folder)).toThrow('is running');
      release();
      lockRunFolder(folder)();
    },
  );
});
