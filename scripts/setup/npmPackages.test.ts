import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeJson } from './files.mjs';
import { packagesReady } from './npmPackages.mjs';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'plateau-packages-'));
  writeFileSync(path.join(root, 'package-lock.json'), 'one');
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

it('is ready only with a stamp of this very lock file', () => {
  expect(packagesReady(root)).toBe(false);
  writeJson(path.join(root, 'node_modules', '.plateau-setup.json'), {
    lock: createHash('sha256').update('one').digest('hex'),
  });
  expect(packagesReady(root)).toBe(true);
  writeFileSync(path.join(root, 'package-lock.json'), 'two');
  expect(packagesReady(root)).toBe(false);
});
