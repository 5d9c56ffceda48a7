import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { PlateauError } from '../../../src-shared/errors.ts';
import { explainWriteError, makeFolder } from './durable.ts';

describe('a failed write', () => {
  it.each([
    ['ENOSPC', 'No room to write /x', 'disk space'],
    ['EDQUOT', 'No room to write /x', 'quota'],
    ['EFBIG', 'No room to write /x', 'file size limit'],
    ['EACCES', 'No permission to write /x', 'PLATEAU_HOME'],
    ['EPERM', 'No permission to write /x', 'PLATEAU_HOME'],
    ['EROFS', 'A read-only file system holds /x', 'PLATEAU_HOME'],
  ])('with %s is explained with path, code and remedy', (code, problem, remedy) => {
    const explained = explainWriteError(Object.assign(new Error(code), { code }), '/x');
    expect(explained).toBeInstanceOf(PlateauError);
    expect(explained).toMatchObject({
      message: `${problem} (${code}).`,
      remedy: expect.stringContaining(remedy),
    });
  });

  it('of another kind stays as it is', () => {
    const other = Object.assign(new Error('gone'), { code: 'ENOENT' });
    expect(explainWriteError(other, '/x')).toBe(other);
  });
});

describe('making a folder', () => {
  it('makes what is missing above it, and leaves what is there', () => {
    const root = mkdtempSync(path.join(tmpdir(), 'plateau-durable-'));
    const folder = path.join(root, 'a', 'b');
    makeFolder(folder);
    makeFolder(folder);
    expect(existsSync(folder)).toBe(true);
    rmSync(root, { recursive: true });
  });

  it('names the first folder that cannot be made', () => {
    expect(() => makeFolder('/sys/plateau/a')).toThrow(/ \/sys\/plateau \(E(ACCES|PERM|ROFS)\)\.$/u);
  });
});
