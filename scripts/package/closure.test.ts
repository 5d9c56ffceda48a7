import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importedPackages, importsOf, packageClosure } from './closure.mjs';

let root: string;

function install(folder: string, manifest: object): void {
  mkdirSync(path.join(root, 'node_modules', folder), { recursive: true });
  writeFileSync(path.join(root, 'node_modules', folder, 'package.json'), JSON.stringify(manifest));
}

beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'plateau-closure-'));
  install('a', { dependencies: { b: '1' }, optionalDependencies: { elsewhere: '1' } });
  install('a/node_modules/b', { dependencies: { '@scope/c': '1' } });
  install('b', {});
  install('@scope/c', { dependencies: { a: '1' }, peerDependencies: { peer: '1' } });
  install('unused', {});
  install('broken', { dependencies: { absent: '1' } });
  mkdirSync(path.join(root, 'src'));
  writeFileSync(path.join(root, 'src', 'main.ts'), "import { a } from 'a';\nimport type { n } from 'none';");
  writeFileSync(path.join(root, 'src', 'main.test.ts'), "import 'unused';");
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('importedPackages', () => {
  it('sees every way to import, and packages only', () => {
    const source = `
      import { z } from 'zod';
      import '@fontsource/inter/index.css';
      export { x } from "ulid";
      const tf = require('@tensorflow/tfjs-node-gpu');
      await import('open');
      import fs from 'node:fs';
      import path from 'path';
      import { y } from './y.ts';
      import { w } from '../w.ts';`;
    expect(importedPackages(source)).toEqual([
      'zod',
      '@fontsource/inter',
      'ulid',
      '@tensorflow/tfjs-node-gpu',
      'open',
    ]);
  });
});

describe('importsOf', () => {
  it('gives what the sources import and is installed, without those left out', () => {
    expect(importsOf(root, ['src/**/*.ts'], (file) => file.endsWith('.test.ts'))).toEqual(['a']);
  });
});

describe('packageClosure', () => {
  it('follows dependencies to the copy that Node would load, around cycles too', () => {
    expect(packageClosure(root, ['a'])).toEqual(['@scope/c', 'a', path.join('a', 'node_modules', 'b')]);
  });

  it('does not pass over a dependency that is not installed', () => {
    expect(() => packageClosure(root, ['broken'])).toThrow('absent is needed by');
  });
});
