import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { processIdentity } from '../engine/run/process.ts';
import { livingLock, releaseLock, takeLock } from './lock.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'plateau-lock-'));
  file = path.join(folder, 'host.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

const address = { port: 1234, token: 'secret' };

describe('the lock of a home', () => {
  it('names its holder and where it listens, for its owner only', () => {
    expect(takeLock(file, address)).toBe(true);
    expect(livingLock(file)).toEqual({ ...processIdentity(process.pid), ...address });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['host.json']);
  });

  it('cannot be taken from a living holder', () => {
    takeLock(file, address);
    expect(takeLock(file, { port: 1, token: 'other' })).toBe(false);
    expect(livingLock(file)?.port).toBe(1234);
    expect(readdirSync(folder)).toEqual(['host.json']);
  });

  it('is stale once its process is gone', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const identity = processIdentity(child.pid ?? 0);
    writeFileSync(file, JSON.stringify({ ...identity, ...address }));
    expect(livingLock(file)).toBeDefined();
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(livingLock(file)).toBeUndefined();
    expect(takeLock(file, { port: 2, token: 'new' })).toBe(true);
    expect(livingLock(file)?.port).toBe(2);
  });

  it('is stale when its process id belongs to another process by now', () => {
    writeFileSync(file, JSON.stringify({ pid: process.pid, start: 'earlier', ...address }));
    expect(livingLock(file)).toBeUndefined();
    expect(takeLock(file, address)).toBe(true);
  });

  it('is replaced when it cannot be read', () => {
    writeFileSync(file, '{"pid":');
    expect(takeLock(file, address)).toBe(true);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject(address);
  });

  it('says why it cannot be written, and leaves nothing', () => {
    const program = `
      import { takeLock } from ${JSON.stringify(new URL('lock.ts', import.meta.url).href)};
      try {
        takeLock(${JSON.stringify(file)}, ${JSON.stringify(address)});
      } catch (error) {
        console.log(error.name + ': ' + error.message);
      }`;
    const limited = `ulimit -f 0; exec "$0" --input-type=module --eval "$1"`;
    const child = spawnSync('bash', ['-c', limited, process.execPath, program], { encoding: 'utf8' });
    expect(child.stdout).toBe(`PlateauError: No room to write ${file} (EFBIG).\n`);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is given back by its holder only', () => {
    writeFileSync(file, JSON.stringify({ pid: process.pid + 1, start: 'x', ...address }));
    releaseLock(file);
    expect(existsSync(file)).toBe(true);
    takeLock(file, address);
    releaseLock(file);
    expect(existsSync(file)).toBe(false);
  });
});
