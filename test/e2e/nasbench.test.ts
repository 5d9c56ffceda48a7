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
    await page.getByRole('img', { name: 'Cell of the architecture' }).waitFor();
    await page.getByRole('link', { name: /^Open epoch \d of the run/u }).waitFor();
    expect(await page.getByRole('button', { name: 'Evaluate', exact: true }).count()).toBe(0);
    await station.visit(page, '#/tables');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await station.visit(page, '#/');
    await page.getByText('nb1shot1-2').first().waitFor();
  });

  it.each([1480, 900, 420])(
    'can be read at a width of %i: text keeps its size, nothing lies on top',
    async (width) => {
      pictureOnFailure(page, station.scratch);
      const before = page.viewportSize()!;
      await page.setViewportSize({ width, height: 800 });
      await station.visit(page, `#/runs/${nodes}`);
      const cell = page.getByRole('img', { name: /^Cell at epoch/u });
      await cell.waitFor();
      // px on the screen of one px in the drawing
      await expect
        .poll(() => cell.evaluate((svg: SVGSVGElement) => svg.getScreenCTM()!.a))
        .toBeGreaterThan(0.95);
      const boxes = await Promise.all(
        [
          page.getByRole('region', { name: 'Process' }),
          page.getByRole('region', { name: /^Architecture/u }),
        ].map((part) => part.boundingBox()),
      );
      const [process, card] = boxes.map((box) => box!);
      expect(process!.x + process!.width <= card!.x || process!.y + process!.height <= card!.y).toBe(true);
      await page.setViewportSize(before);
    },
  );

  it('is refused for a method of edges in the form, with what to do', async () => {
    pictureOnFailure(page, station.scratch);
    await station.visit(page, '#/new?preset=pc-darts&space=nb1shot1-1');
    const wrong = page.getByRole('alert', { name: 'To correct' });
    const words = await wrong.innerText();
    expect(words).toContain('pc-darts does not go with space nb1shot1-1');
    expect(words).toContain('Choose a space of s1–s5, or a method of ms-darts,');
    expect(await page.getByRole('button', { name: 'Start 1 run' }).isDisabled()).toBe(true);
    expect(troubles).toEqual([]);
  });
});
