/** A real browser for the tests: the Chromium of the system, driven by Playwright. */
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { onTestFailed } from 'vitest';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
/** ms a page may take for one thing; a machine with two busy cores is slow. */
const PATIENCE = 30_000;

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The browser to test with: the one PLATEAU_CHROMIUM names, or the first known one on the PATH. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const told = env['PLATEAU_CHROMIUM'];
  if (told !== undefined && told !== '') return told;
  const folders = (env['PATH'] ?? '').split(path.delimiter).filter(Boolean);
  return NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(isExecutable);
}

/** Why browser tests are not run here; undefined: they are. */
export const NO_BROWSER: string | undefined =
  findChromium() === undefined
    ? 'no Chromium found: install one, or name it with PLATEAU_CHROMIUM'
    : undefined;

if (NO_BROWSER !== undefined) console.warn(`Browser tests are left out: ${NO_BROWSER}.`);

/** Starts the browser, without its sandbox where it is run by root and would refuse. */
export function openBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(NO_BROWSER);
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath, args });
}

export interface PageOptions {
  readonly theme?: 'light' | 'dark';
  /** Told every violation of the content security policy and every uncaught error of the page. */
  readonly onTrouble?: (message: string) => void;
}

/** A page of its own (storage, cookies) of a laptop's size, without motion. */
export async function openPage(
  browser: Browser,
  { theme = 'light', onTrouble }: PageOptions = {},
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1480, height: 900 },
    colorScheme: theme,
    reducedMotion: 'reduce',
    acceptDownloads: true,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  if (onTrouble !== undefined) await watch(page, onTrouble);
  return page;
}

const VIOLATION = 'forbidden by the policy: ';

async function watch(page: Page, onTrouble: (message: string) => void): Promise<void> {
  await page.addInitScript((prefix) => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const { violatedDirective, blockedURI, sourceFile, lineNumber } = event;
      console.error(`${prefix}${violatedDirective} ${blockedURI} (${sourceFile}:${lineNumber})`);
    });
  }, VIOLATION);
  page.on('console', (message) => {
    if (message.text().startsWith(VIOLATION)) onTrouble(message.text());
  });
  page.on('pageerror', (error) => onTrouble(`uncaught: ${error.message}`));
}

/** Keeps a picture of the page if the running test fails: its path is printed. */
export function pictureOnFailure(page: Page, folder: string): void {
  onTestFailed(async ({ task }) => {
    const file = path.join(folder, `${task.name.replaceAll(/\W+/gu, '-')}.png`);
    await page.screenshot({ path: file });
    console.error(`Picture of the page: ${file}`);
  });
}
