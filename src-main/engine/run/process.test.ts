import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { isSameProcess, processIdentity } from './process.ts';

describe('the identity of a process', () => {
  it('is the same at every look and is recognised', () => {
    const identity = processIdentity(process.pid)!;
    expect(processIdentity(process.pid)).toEqual(identity);
    expect(isSameProcess(identity)).toBe(true);
  });

  it('is not taken over by another process with the same id', () => {
    expect(isSameProcess({ pid: process.pid, start: 'an earlier boot:1' })).toBe(false);
  });

  it('ends with the process', async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    await once(child, 'spawn');
    const identity = processIdentity(child.pid!)!;
    expect(isSameProcess(identity)).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(isSameProcess(identity)).toBe(false);
  });

  it('differs between two processes', async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    await once(child, 'spawn');
    expect(processIdentity(child.pid!)!.start).not.toBe(processIdentity(process.pid)!.start);
    child.kill('SIGKILL');
    await once(child, 'exit');
  });

  it('does not exist for ids that no process has', () => {
    for (const pid of [0, -1, 1.5, NaN, 2 ** 31 - 1]) expect(processIdentity(pid)).toBeUndefined();
  });
});
