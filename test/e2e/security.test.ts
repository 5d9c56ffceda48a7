import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_BROWSER, openBrowser, openPage } from './browser.ts';
import { atRest, visits } from './pages.ts';
import { seededId, seedHome } from './seed.ts';
import { seedEvaluations } from './seedEvaluations.ts';
import { createClosing, openWorkstation, type Workstation } from './workstation.ts';

/** Number of the first seeded evaluation. */
const EVALUATION = 20;

describe.skipIf(NO_BROWSER !== undefined)('the page of the server', () => {
  const closing = createClosing();
  let station: Workstation;
  let browser: Browser;

  beforeAll(async () => {
    station = closing.add(
      await openWorkstation((home) => {
        seedHome(home, { runs: 5, epochs: 3 });
        seedEvaluations(home, { first: EVALUATION, seeds: 2, epochs: 3, name: 'c10_s5_ms proxy' });
      }),
    );
    browser = closing.add(await openBrowser());
  });

  afterAll(closing.all);

  it('needs nothing on any view that the content security policy forbids', async () => {
    const trouble: string[] = [];
    let place = 'the first page';
    const page = await openPage(browser, { onTrouble: (message) => trouble.push(`${place}: ${message}`) });
    for (const { name, address } of visits(seededId(0), seededId(4), seededId(EVALUATION))) {
      place = name;
      await station.visit(page, address);
      await atRest(page);
    }
    expect(trouble).toEqual([]);
  });

  it('loads nothing from anywhere else', async () => {
    const page = await openPage(browser);
    const hosts = new Set<string>();
    page.on('request', (request) => {
      const { protocol, host } = new URL(request.url());
      if (protocol.startsWith('http')) hosts.add(host);
    });
    for (const { address } of visits(seededId(0), seededId(4), seededId(EVALUATION))) {
      await station.visit(page, address);
      await atRest(page);
    }
    expect([...hosts]).toEqual([new URL(station.url()).host]);
  });

  it('takes the token out of the address, so that it is not copied with a link', async () => {
    const page = await openPage(browser);
    await page.goto(station.url());
    await page.getByRole('navigation', { name: 'Views' }).waitFor();
    expect(page.url()).not.toContain('token');
    await page.reload();
    await page.getByText('ms-darts').first().waitFor(); // the tab remembers it
  });

  it('without its token says what to do, and shows no data', async () => {
    const page = await openPage(browser);
    await page.goto(new URL('/', station.url()).href);
    await page.getByText('no valid token').first().waitFor();
    expect(await page.getByText('plateau open').count()).toBeGreaterThan(0);
    expect(await page.getByText('ms-darts').count()).toBe(0);
  });
});
