import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fitted, readWindowState, writeWindowState } from './windowState.ts';

const SCREEN = { x: 0, y: 0, width: 1920, height: 1080 };
const RIGHT = { x: 1920, y: 0, width: 1920, height: 1080 };
const state = { x: 2000, y: 100, width: 1400, height: 900, maximized: false };

let folder: string;
beforeAll(() => void (folder = mkdtempSync(path.join(tmpdir(), 'plateau-window-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the state of the window', () => {
  it('comes back as it was kept', () => {
    const file = path.join(folder, 'window.json');
    writeWindowState(file, { ...state, maximized: true });
    expect(readWindowState(file)).toEqual({ ...state, maximized: true });
  });

  it.each(['', '{', '[]', '{"width": -5, "height": 900}', '{"width": "wide", "height": 900}'])(
    'is the first one where the file holds %s',
    (text) => {
      const file = path.join(folder, 'broken.json');
      writeFileSync(file, text);
      expect(readWindowState(file)).toEqual({ width: 1440, height: 900, maximized: false });
    },
  );

  it('is the first one where there is no file, and no folder to write is no failure', () => {
    const file = path.join(folder, 'none', 'window.json');
    writeWindowState(file, state);
    expect(readWindowState(file).width).toBe(1440);
  });
});

describe('fitted', () => {
  it('keeps the place on a screen that is there', () => {
    expect(fitted(state, [SCREEN, RIGHT])).toEqual(state);
  });

  it('leaves the place to the system where the screen is gone', () => {
    expect(fitted(state, [SCREEN])).toEqual({ width: 1400, height: 900, maximized: false });
    expect(fitted({ ...state, x: 0, y: -300 }, [SCREEN])).not.toHaveProperty('y');
    expect(fitted({ ...state, x: -1350, y: 0 }, [SCREEN])).not.toHaveProperty('x');
  });

  it('is no larger than the screen and no smaller than the views allow', () => {
    expect(fitted({ ...state, width: 5000, height: 5000 }, [SCREEN])).toMatchObject({
      width: 1920,
      height: 1080,
    });
    expect(fitted({ width: 10, height: 10, maximized: false }, [SCREEN])).toMatchObject({
      width: 900,
      height: 600,
    });
  });
});
