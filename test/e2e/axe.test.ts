import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { NO_BROWSER, openBrowser, openPage } from './browser.ts';
import { atRest, visits, visitsOfNodes } from './pages.ts';
import { seededId, seedHome } from './seed.ts';
import { seedEvaluations } from './seedEvaluations.ts';
import { seedNodes } from './seedNodes.ts';
import { createClosing, openWorkstation, type Workstation } from './workstation.ts';

/** Number of the first seeded evaluation, and of the search with operations on nodes. */
const EVALUATION = 20;
const NODES = 40;
const THEMES = ['light', 'dark'] as const;

const resultSchema = z.object({
  violations: z.array(
    z.object({ id: z.string(), help: z.string(), nodes: z.array(z.object({ html: z.string() })) }),
  ),
});

/** What axe finds on the page as it is, a line each. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations: found } = resultSchema.parse(await page.evaluate('axe.run()'));
  return found.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes[0]?.html.slice(0, 200)} (${nodes.length}×)`,
  );
}

describe.skipIf(NO_BROWSER !== undefined)('the accessibility of', () => {
  const closing = createClosing();
  let station: Workstation;
  let empty: Workstation;
  let browser: Browser;
  const pages = new Map<string, Page>();

  beforeAll(async () => {
    station = closing.add(
      await openWorkstation((home) => {
        seedHome(home, { runs: 9, epochs: 6, steps: 3 });
        seedNodes(home, NODES, 'nb1shot1-3', 4);
        seedEvaluations(home, { first: EVALUATION, seeds: 3, epochs: 6, name: 'c10_s5_ms proxy' });
      }),
    );
    empty = closing.add(await openWorkstation());
    browser = closing.add(await openBrowser());
    for (const theme of THEMES) pages.set(theme, await openPage(browser, { theme }));
    pages.set('empty', await openPage(browser));
  });

  afterAll(closing.all);

  async function look(key: string, at: Workstation, address: string): Promise<string[]> {
    const page = pages.get(key)!;
    await at.visit(page, address);
    await atRest(page);
    return violations(page);
  }

  describe.each(THEMES)('the %s theme:', (theme) => {
    it.each([...visits(seededId(0), seededId(4), seededId(EVALUATION)), ...visitsOfNodes(seededId(NODES))])(
      '$name has no violation',
      async ({ address }) => {
        expect(await look(theme, station, address)).toEqual([]);
      },
    );

    it('the palette, the shortcuts and the forms of evaluation and export have no violation', async () => {
      const page = pages.get(theme)!;
      await station.visit(page, '#/genotypes?name=DARTS_V2');
      await atRest(page);
      await page.getByRole('button', { name: 'Evaluate', exact: true }).click();
      await page.getByRole('dialog').waitFor();
      await page.getByText('All knobs').click();
      await atRest(page);
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Export the network' }).click();
      await page.getByRole('dialog').waitFor();
      await atRest(page);
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press('Escape');
      for (const keys of ['Control+k', 'Shift+?']) {
        await page.getByRole('dialog').waitFor({ state: 'detached' });
        await page.keyboard.press(keys);
        await page.getByRole('dialog').waitFor();
        await atRest(page);
        expect(await violations(page)).toEqual([]);
        await page.keyboard.press('Escape');
      }
    });
  });

  it.each(visits('nothing', 'nowhere'))('$name without any run has no violation', async ({ address }) => {
    expect(await look('empty', empty, address)).toEqual([]);
  });
});
