/**
 * The shell in a real Electron window, under Xvfb: `PLATEAU_TEST_ELECTRON` names its binary, which may be as
 * old as Electron 9. Host, store and engine are the real ones.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runSummarySchema } from '../../src-shared/contract/runs.ts';
import { searchConfigSchema } from '../../src-shared/run/config.ts';
import { readEvents } from '../../src-main/engine/run/eventLog.ts';
import { isSameProcess } from '../../src-main/engine/run/process.ts';
import { addDataset } from '../../src-main/host/datasets.ts';
import { openPage, pageAddresses, until, type Page } from './devtools.ts';
import { buildOldShell, startShell, type RunningShell } from './shell.ts';

const ELECTRON = process.env['PLATEAU_TEST_ELECTRON'] ?? '';
const PICTURES = process.env['PLATEAU_TEST_PICTURES'];
const why = ELECTRON === '' ? ' (skipped: PLATEAU_TEST_ELECTRON names no Electron)' : '';

/** Small enough for a minute on two cores, long enough to outlive a window. */
const CONFIG = searchConfigSchema.parse({
  ...{ name: 'from the window', method: 'darts', space: 's3', dataset: 'tiny', channels: 4, layers: 3 },
  ...{ batch: 8, epochs: 2, stepsPerEpoch: 40, validationImages: 32, alphaStartEpoch: 0, curvature: 'off' },
});

describe.skipIf(ELECTRON === '')(`the window${why}`, () => {
  let folder: string;
  let home: string;
  let shell: RunningShell;
  let page: Page;

  const invoke = (name: string, payload: unknown): Promise<unknown> =>
    page.evaluate(`window.plateau.invoke(${JSON.stringify(name)}, ${JSON.stringify(payload)})`);

  async function open(): Promise<void> {
    shell = await startShell(ELECTRON, folder, home);
    page = await openPage(shell.port, 'app://plateau/');
    await until('the views', async () =>
      (await page.evaluate("document.querySelector('main') !== null")) === true ? true : undefined,
    );
  }

  async function picture(name: string): Promise<void> {
    if (PICTURES === undefined) return;
    mkdirSync(PICTURES, { recursive: true });
    await page.screenshot(path.join(PICTURES, `${name}.png`));
  }

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'plateau-shell-'));
    home = path.join(folder, 'home');
    await buildOldShell(folder);
    const generated = { train: 1024, test: 32, classes: 4 };
    await addDataset(home, { name: 'tiny', format: 'generated', size: 16, generated }, () => undefined);
    await open();
  }, 300_000);

  afterAll(async () => {
    await shell.end();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('gives its page the bridge and nothing of Node or Electron', async () => {
    expect(await page.evaluate('Object.keys(window.plateau).sort()')).toEqual(['invoke', 'subscribe']);
    const names = ['require', 'process', 'Buffer', 'module', 'global', 'electron', 'ipcRenderer'];
    expect(await page.evaluate(`${JSON.stringify(names)}.filter((name) => name in window)`)).toEqual([]);
    expect(await page.evaluate('location.origin')).toBe('app://plateau');
  });

  it('keeps the page to its own files', async () => {
    // In a task of its own: what DevTools evaluates itself is free of the policy.
    const refused = (expression: string): Promise<unknown> =>
      page.evaluate(`new Promise((resolve) => setTimeout(async () => {
        try { resolve(String(${expression})); } catch { resolve('refused'); }
      }))`);
    expect(await refused("new Function('return 1')()")).toBe('refused');
    expect(await refused("await (await fetch('http://127.0.0.1:9/')).text()")).toBe('refused');
    expect(await refused("await (await fetch('file:///etc/hostname')).text()")).toBe('refused');
    await page.evaluate("void window.open('https://example.org/')");
    await page.evaluate("void window.open('app://plateau/')");
    expect(await pageAddresses(shell.port)).toHaveLength(1);
    const status = "(await fetch('app://plateau/..%2f..%2fpackage.json')).status";
    expect(await refused(`await ${status}`)).toBe('404');
  });

  it('stays where it is when a page wants to lead elsewhere', async () => {
    await page.evaluate("void (location.href = 'https://example.org/')");
    await page.evaluate('new Promise((resolve) => setTimeout(resolve, 300))');
    expect(await page.evaluate('location.href')).toMatch(/^app:\/\/plateau\//u);
  });

  it('lists runs, and says what is wrong with a bad command', async () => {
    expect(await invoke('runs.list', {})).toEqual({ result: { runs: [] } });
    expect(await invoke('runs.destroy', {})).toMatchObject({
      error: { message: 'There is no command "runs.destroy".', usage: true },
    });
    expect(await invoke('runs.get', { run: 'none' })).toMatchObject({
      error: { message: expect.any(String) },
    });
    await picture('empty');
  });

  it('starts a run that outlives it, and finds it again', async () => {
    await page.evaluate(
      "window.heard = []; window.plateau.subscribe('runs.changed', (change) => heard.push(change))",
    );
    const created = await invoke('runs.create', { config: CONFIG });
    expect(created).not.toHaveProperty('error');
    const { result } = z.object({ result: runSummarySchema }).parse(created);
    await until('the run in the list', async () =>
      String(await page.evaluate('document.body.innerText')).includes(CONFIG.name) ? true : undefined,
    );
    expect(await page.evaluate('heard.length')).toBeGreaterThan(0);

    const started = await until('the process of the run', () =>
      readEvents(result.folder).find((event) => event.type === 'started'),
    );
    await picture('running');
    await page.close();
    await until('the end of the shell', () => (shell.ended() ? true : undefined));
    expect(existsSync(path.join(home, 'host.json'))).toBe(false);
    const identity = { pid: started.pid, start: started.processStart };
    expect(isSameProcess(identity)).toBe(true);

    await until('the end of the run', () => (isSameProcess(identity) ? undefined : true));
    expect(readEvents(result.folder).at(-1)?.type).toBe('finished');

    await open();
    expect(await invoke('runs.list', {})).toMatchObject({
      result: { runs: [{ id: result.id, state: 'finished', epochsDone: CONFIG.epochs }] },
    });
    await picture('finished');
  }, 180_000);
});
