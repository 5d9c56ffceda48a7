import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stepProgress } from '../setup/progress.mjs';
import { bringElectron, electronBinary } from './shell.mjs';

let root: string;
let electron: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'plateau-app-'));
  electron = path.join(root, 'node_modules', 'electron');
  mkdirSync(path.join(electron, 'dist'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const silent = stepProgress({ write: () => undefined }, 'App');
const installer = (source: string): void => writeFileSync(path.join(electron, 'install.js'), source);

describe('electronBinary', () => {
  it('is the one that is named, else the installed one, else none', () => {
    expect(electronBinary(root, {})).toBeUndefined();
    writeFileSync(path.join(electron, 'path.txt'), 'electron');
    expect(electronBinary(root, {})).toBeUndefined(); // cut off: said, not there
    writeFileSync(path.join(electron, 'dist', 'electron'), '');
    expect(electronBinary(root, {})).toBe(path.join(electron, 'dist', 'electron'));
    expect(electronBinary(root, { PLATEAU_ELECTRON: '/opt/electron' })).toBe('/opt/electron');
  });
});

describe('bringElectron', () => {
  it('runs the installer of the package', async () => {
    installer(`const fs = require('node:fs');
      fs.writeFileSync(__dirname + '/dist/electron', '');
      fs.writeFileSync(__dirname + '/path.txt', 'electron');`);
    expect(await bringElectron(root, process.execPath, silent)).toBe(path.join(electron, 'dist', 'electron'));
  });

  it('that fails names the reason and the way without it', async () => {
    installer("console.error('Error: getaddrinfo ENOTFOUND'); process.exit(1);");
    const failure = bringElectron(root, process.execPath, silent);
    await expect(failure).rejects.toMatchObject({
      message: 'Electron could not be downloaded: Error: getaddrinfo ENOTFOUND.',
      remedy: expect.stringContaining('plateau -- open'),
    });
  });
});
