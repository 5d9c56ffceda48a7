import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { BACKGROUND, WINDOW_OPTIONS } from './windowOptions.ts';

it('a window isolates its page, keeps it in the sandbox and gives it no Node', () => {
  expect(WINDOW_OPTIONS.webPreferences).toMatchObject({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
  });
});

it('a window starts in the colours of the views', () => {
  const css = readFileSync(path.join(import.meta.dirname, '../../src-renderer/app.css'), 'utf8');
  const backgrounds = [...css.matchAll(/--ground: (#[0-9a-f]{6});/gu)].map(([, colour]) => colour);
  expect(backgrounds).toEqual([BACKGROUND.light, BACKGROUND.dark]);
});
