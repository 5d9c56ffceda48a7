/** What a user sees of evaluations that have ended: the number, its rule and epoch, the seeds, in every view. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_BROWSER, openBrowser, openPage, pictureOnFailure } from './browser.ts';
import { csvRows, saved } from './files.ts';
import { seedHome } from './seed.ts';
import { seedEvaluations } from './seedEvaluations.ts';
import { createClosing, openWorkstation, type Workstation } from './workstation.ts';

const EPOCHS = 8;

describe.skipIf(NO_BROWSER !== undefined)('an evaluation that has ended', () => {
  const closing = createClosing();
  let station: Workstation;
  let page: Page;
  let whole: readonly string[] = [];
  let cut: readonly string[] = [];
  /** What the finished seeds report, in percent. */
  let numbers: readonly number[] = [];

  beforeAll(async () => {
    station = closing.add(
      await openWorkstation((home) => {
        seedHome(home, { runs: 1, epochs: 3 });
        whole = seedEvaluations(home, { first: 20, seeds: 3, epochs: EPOCHS, name: 'whole' });
        cut = seedEvaluations(home, {
          first: 30,
          seeds: 2,
          epochs: 2 * EPOCHS,
          name: 'cut',
          stoppedAfter: 3,
        });
      }),
    );
    const { runs } = await station.client.invoke('runs.list', {});
    numbers = whole.map((id) => 100 * Number(runs.find((run) => run.id === id)?.result?.accuracy));
    const browser: Browser = closing.add(await openBrowser());
    page = await openPage(browser);
  });

  afterAll(closing.all);

  const meanText = async (): Promise<string> => (await page.getByTestId('seeds-mean').textContent()) ?? '';

  it('shows its number, rule and epoch, and its seeds with mean ± std (n)', async () => {
    pictureOnFailure(page, station.scratch);
    await station.visit(page, `#/runs/${whole[0]!}`);
    await page
      .getByTestId('reported')
      .getByText(`${numbers[0]!.toFixed(2)} %`)
      .waitFor();
    await page.getByText(`last epoch, epoch ${EPOCHS - 1}`).waitFor();
    const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
    const [, shown, n] = /^([\d.]+) ± [\d.]+ % \((\d)\)$/u.exec(await meanText()) ?? [];
    expect(Number(shown)).toBeCloseTo(mean, 1);
    expect(n).toBe('3');
    const rows = page.getByRole('region', { name: 'Seeds' }).getByRole('row');
    expect(await rows.count()).toBe(4);
    expect(await page.getByRole('region', { name: 'Network' }).textContent()).toContain('328 k');
  });

  it('moves its charts with one cursor, as accuracy or as error', async () => {
    pictureOnFailure(page, station.scratch);
    await page.getByRole('main').press('Home');
    await page.getByRole('heading', { name: 'Epoch 0', exact: true }).waitFor();
    const top1 = page.getByRole('region', { name: 'Top-1' });
    const accuracy = Number.parseFloat(/([\d.]+) %/u.exec((await top1.textContent()) ?? '')?.[1] ?? '');
    await page.getByRole('button', { name: 'Error', exact: true }).click();
    await top1.getByText(`${(100 - accuracy).toFixed(2)} %`).waitFor();
  });

  it('gives all its epochs as a table', async () => {
    pictureOnFailure(page, station.scratch);
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    const csv = await saved(page, station.scratch, () =>
      page.getByRole('menuitem', { name: 'CSV of all epochs' }).click(),
    );
    expect(csvRows(csv.bytes).map(([epoch]) => epoch)).toEqual(
      Array.from({ length: EPOCHS }, (_, epoch) => String(epoch)),
    );
  });

  it('leaves a seed that was stopped out of the mean, and says so', async () => {
    pictureOnFailure(page, station.scratch);
    await station.visit(page, `#/runs/${cut[1]!}`);
    await page.getByRole('heading', { name: 'So far' }).waitFor();
    await page.getByText('1 run reports nothing yet and is left out').waitFor();
    expect(await meanText()).toContain('(1)');
  });

  it('is compared by its test accuracy, its seeds as one group', async () => {
    pictureOnFailure(page, station.scratch);
    await station.visit(page, `#/runs/${whole[0]!}`);
    await page.getByRole('link', { name: 'Compare the 3 seeds' }).click();
    await page.getByRole('heading', { name: 'Test accuracy', exact: true }).waitFor();
    await page
      .getByRole('row', { name: /whole.*\(3\)/u })
      .first()
      .waitFor();
  });

  it('stands in the table of test errors with the rule, which a pointer finds', async () => {
    pictureOnFailure(page, station.scratch);
    await station.visit(page, '#/tables?quantity=testError');
    const cell = page.getByRole('button', {
      name: /MS-DARTS \(epochs 8\), S5: .*3 runs, last epoch, epoch 7/u,
    });
    await cell.waitFor();
    await page.getByText('Reported: last epoch').waitFor();
    await cell.click();
    expect(await page.getByRole('dialog').getByRole('link', { name: /whole/u }).count()).toBe(3);
  });
});
