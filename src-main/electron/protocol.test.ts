import fc from 'fast-check';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileOf, servePage } from './protocol.ts';

let parent: string;
let folder: string;
beforeAll(() => {
  parent = mkdtempSync(path.join(tmpdir(), 'plateau-page-'));
  folder = path.join(parent, 'renderer');
  mkdirSync(path.join(folder, 'assets'), { recursive: true });
  writeFileSync(path.join(folder, 'index.html'), '<!doctype html>');
  writeFileSync(path.join(folder, 'assets', 'index.js'), 'export {};');
  writeFileSync(path.join(folder, 'notes.exe'), 'not for the window');
  writeFileSync(path.join(parent, 'secret.json'), '{"token": "1"}');
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

const text = (body: Uint8Array): string => Buffer.from(body).toString('utf8');

describe('servePage', () => {
  it('gives the start page for the bare address, with the policy', async () => {
    const { status, headers, body } = await servePage(folder, 'GET', 'app://plateau/?a=1#/runs');
    expect([status, text(body)]).toEqual([200, '<!doctype html>']);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).not.toContain('unsafe-eval');
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('gives a script its type, which a module needs', async () => {
    const { headers } = await servePage(folder, 'GET', 'app://plateau/assets/index.js');
    expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
  });

  it.each([
    ['GET', 'app://plateau/none.js', 404],
    ['GET', 'app://plateau/assets', 404],
    ['GET', 'app://plateau/index.html/x.js', 404],
    ['GET', 'app://plateau/notes.exe', 404],
    ['GET', 'app://other/index.html', 404],
    ['POST', 'app://plateau/index.html', 405],
  ])('answers %s %s with %i', async (method, url, status) => {
    expect((await servePage(folder, method, url)).status).toBe(status);
  });

  it.each([
    '../secret.json',
    '%2e%2e/secret.json',
    '..%2fsecret.json',
    'assets/..%2f..%2fsecret.json',
    '..%5csecret.json',
    'assets/%2e%2e/%2e%2e/secret.json',
    '%00/secret.json',
    'C:%2fsecret.json',
    '%E0%A4%A',
  ])('lets no request out of the folder: %s', async (name) => {
    const { status, body } = await servePage(folder, 'GET', `app://plateau/${name}`);
    expect([status, text(body)]).toEqual([404, 'No such page.']);
  });
});

describe('fileOf', () => {
  it('stays inside the folder whatever is asked for', () => {
    const part = fc.constantFrom(
      '..',
      '.',
      '%2e%2e',
      '%2f',
      '%5c',
      '/',
      '\\',
      'a',
      'assets',
      '%00',
      ':',
      '//',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const file = fileOf(folder, `app://plateau/${parts.join('')}`);
        return file === undefined || file.startsWith(folder + path.sep);
      }),
    );
  });
});
