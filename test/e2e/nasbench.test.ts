/** What a user sees of a search whose operations are on nodes, beside one whose operations are on edges. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_BROWSER, openBrowser, openPage, pictureOnFailure } from './browser.ts';
import { seedHome } from './seed.ts';
import { seedNodes } from './seedNodes.ts';
import { createClosing, openWorkstation, type Workstation } from './workstation.ts';

const EPOCHS = 4;

describe.skipIf(NO_BROWSER !== undefined)('a search in a space of NAS-Bench-1Shot1', () => {
  const closing = createClosing();
  let station: Workstation;
  let page: Page;
  let nodes = '';
  let cells = '';
  const troubles: string[] = [];

  beforeAll(async () => {
    station = closing.add(
      await openWorkstation((home) => {
        [cells = ''] = seedHome(home, { runs: 1, epochs: 3 });
        nodes = seedNodes(home, 40, 'nb1shot1-2', EPOCHS);
      }),
    );
    page = await openPage(closing.add(await openBrowser()), {
      onTrouble: (message) => troubles.push(message),
    });
  });

  afterAll(closing.all);

  it('shows its cell, its architecture with the key, and says why there is no evaluation', async () => {
    pictureOnFailure(page, station.scratch);
    await station.visit(page, `#/runs/${nodes}`);
    await page.getByRole('img', { name: `Cell at epoch ${EPOCHS - 1}` }).waitFor();
    const card = page.getByRole('region', { name: `Architecture at epoch ${EPOCHS - 1}` });
    expect(await card.getByTestId('genotype').textContent()).toContain('"space":"nb1shot1-2"');
    expect(await card.textContent()).toMatch(/Key\s*[0-9a-f]{32}/u);
    await page.getByText('no evaluation: its network is in NAS-Bench-101').waitFor();
    expect(await page.getByRole('button', { name: 'Evaluate this genotype' }).count()).toBe(0);
    await page.getByRole('region', { name: 'Entropy of A' }).waitFor();
    expect(await page.getByRole('region', { name: 'Skip connections' }).count()).toBe(0);
  });

  it('gives its weights in numbers, epoch by epoch', async () => {
    pictureOnFailure(page, station.scratch);
    await page.getByRole('button', { name: 'Weights', exact: true }).click();
    const tables = page.getByRole('table').filter({ hasText: 'kept' });
    await tables.first().waitFor();
    expect(await tables.count()).toBe(4);
    await page.getByRole('main').press('Home');
    await page.getByRole('heading', { name: 'Architecture at epoch 0', exact: true }).waitFor();
  });

  it('stands in comparisons and tables beside others', async () => {
    pictureOnFailure(page, station.scratch);
    await station.visit(page, `#/compare?runs=${nodes},${cells}&part=cells`);
    await page.getByText('No evaluation: its network is in NAS-Bench-101.').waitFor();
    await page.getByRole('img', { name: /Cell of .* at epoch/u }).waitFor();
    await station.visit(page, `#/genotypes?run=${nodes}`);
    await page.getByText('an architecture of NAS-Bench-1Shot1').first().waitFor();
    await station.visit(page, '#/tables');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await station.visit(page, '#/');
    await page.getByText('nb1shot1-2').first().waitFor();
    expect(troubles).toEqual([]);
  });
});
