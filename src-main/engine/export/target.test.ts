import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTarget } from './target.ts';

let parent: string;
let folder: string;
beforeEach(() => {
  parent = mkdtempSync(path.join(tmpdir(), 'plateau-target-'));
  folder = path.join(parent, 'a', 'out');
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

function fill(work: string): void {
  writeFileSync(path.join(work, 'x.py'), 'new');
  mkdirSync(path.join(work, 'saved_model'));
  writeFileSync(path.join(work, 'saved_model', 'saved_model.pb'), 'new');
}

describe('the folder of an export', () => {
  it('appears with everything in it, and nothing beside it', () => {
    const target = openTarget(folder, false);
    fill(target.work);
    expect(readdirSync(path.dirname(folder))).not.toContain('out');
    target.commit();
    target.discard();
    expect(readdirSync(folder).sort()).toEqual(['saved_model', 'x.py']);
    expect(readdirSync(path.dirname(folder))).toEqual(['out']);
  });

  it('does not appear when the export is discarded', () => {
    const target = openTarget(folder, false);
    fill(target.work);
    target.discard();
    expect(readdirSync(path.dirname(folder))).toEqual([]);
  });

  it('may be there and be empty', () => {
    mkdirSync(folder, { recursive: true });
    const target = openTarget(folder, false);
    fill(target.work);
    target.commit();
    expect(readdirSync(folder)).toHaveLength(2);
  });

  it('is refused when it holds something', () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'thesis.tex'), 'old');
    expect(() => openTarget(folder, false)).toThrow('is not empty: it holds thesis.tex.');
  });

  it('keeps what else it holds when forced, and replaces files and folders of the same names', () => {
    mkdirSync(path.join(folder, 'saved_model', 'variables'), { recursive: true });
    writeFileSync(path.join(folder, 'x.py'), 'old');
    writeFileSync(path.join(folder, 'thesis.tex'), 'old');
    const target = openTarget(folder, true);
    fill(target.work);
    target.commit();
    target.discard();
    expect(readdirSync(folder).sort()).toEqual(['saved_model', 'thesis.tex', 'x.py']);
    expect(readFileSync(path.join(folder, 'x.py'), 'utf8')).toBe('new');
    expect(readdirSync(path.join(folder, 'saved_model'))).toEqual(['saved_model.pb']);
    expect(readdirSync(path.dirname(folder))).toEqual(['out']);
  });
});
