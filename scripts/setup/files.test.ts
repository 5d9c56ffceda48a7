import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  largestFile,
  makeFolder,
  needSpace,
  putFile,
  readJson,
  withWorkFolder,
  writeJson,
} from './files.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'plateau-files-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('writeJson and readJson', () => {
  it('give back what was written and leave no temporary file', () => {
    const file = path.join(folder, 'new', 'stamp.json');
    writeJson(file, { version: 1 });
    expect(readJson(file)).toEqual({ version: 1 });
    expect(readdirSync(path.dirname(file))).toEqual(['stamp.json']);
  });

  it('take a cut-off file for an absent one', () => {
    const file = path.join(folder, 'stamp.json');
    writeFileSync(file, '{"version": ');
    expect(readJson(file)).toBeUndefined();
    expect(readJson(path.join(folder, 'none.json'))).toBeUndefined();
  });
});

describe('withWorkFolder and putFile', () => {
  it('put a file in the place of another and leave nothing else', async () => {
    mkdirSync(path.join(folder, '.work-killed'));
    const target = path.join(folder, 'target');
    writeFileSync(target, 'old');
    await withWorkFolder(folder, (work: string) => {
      expect(existsSync(path.join(folder, '.work-killed'))).toBe(false);
      writeFileSync(path.join(work, 'made'), 'new');
      expect(readFileSync(target, 'utf8')).toBe('old');
      putFile(path.join(work, 'made'), target);
      return Promise.resolve();
    });
    expect(readFileSync(target, 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['target']);
  });
});

describe('makeFolder', () => {
  it('shows the folder only when it is complete', async () => {
    const target = path.join(folder, 'target');
    await makeFolder(target, (work: string) => {
      expect(existsSync(target)).toBe(false);
      writeFileSync(path.join(work, 'a'), 'content');
    });
    expect(readFileSync(path.join(target, 'a'), 'utf8')).toBe('content');
    expect(readdirSync(folder)).toEqual(['target']);
  });

  it('keeps the old folder and nothing else when filling fails', async () => {
    const target = path.join(folder, 'target');
    mkdirSync(target);
    writeFileSync(path.join(target, 'old'), '');
    const failing = makeFolder(target, (work: string) => {
      writeFileSync(path.join(work, 'half'), '');
      return Promise.reject(new Error('connection lost'));
    });
    await expect(failing).rejects.toThrow('connection lost');
    expect(readdirSync(folder)).toEqual(['target']);
    expect(readdirSync(target)).toEqual(['old']);
  });

  it('removes what a killed attempt left, and nothing beside it', async () => {
    mkdirSync(path.join(folder, '.work-killed'));
    mkdirSync(path.join(folder, 'downloads'));
    await makeFolder(path.join(folder, 'target'), () => undefined);
    expect(readdirSync(folder).sort()).toEqual(['downloads', 'target']);
  });

  it('takes the subfolder that filling names', async () => {
    const target = path.join(folder, 'target');
    await makeFolder(target, (work: string) => {
      mkdirSync(path.join(work, 'package'));
      writeFileSync(path.join(work, 'package.tgz'), '');
      return Promise.resolve(path.join(work, 'package'));
    });
    expect(readdirSync(target)).toEqual([]);
  });
});

describe('largestFile', () => {
  it('looks below subfolders and gives 0 for an absent folder', () => {
    mkdirSync(path.join(folder, 'a'));
    writeFileSync(path.join(folder, 'a', 'x'), 'four');
    writeFileSync(path.join(folder, 'y'), 'to');
    expect(largestFile(folder)).toBe(4);
    expect(largestFile(path.join(folder, 'none'))).toBe(0);
  });
});

describe('needSpace', () => {
  it('names the need, the free space and the remedy', () => {
    expect(() => {
      needSpace(folder, 1e9, 'TensorFlow');
    }).toThrow(/TensorFlow needs 1000000000 GB .* GB are free in /);
  });
});
