/** The way of a user through the workstation, on the real server, store and engine, with real images. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { addDataset } from '../../src-main/host/datasets.ts';
import type { RunState, RunSummary } from '../../src-shared/contract/runs.ts';
import { measuredValue, type Measured } from '../../src-shared/run/events.ts';
import { NO_BROWSER, openBrowser, openPage, pictureOnFailure } from './browser.ts';
import { csvRows, pngSize, saved, svgFacts } from './files.ts';
import { createClosing, HAS_CIFAR10, HAS_ENGINE, openWorkstation, type Workstation } from './workstation.ts';

/** CIFAR-10 where it is there; else images made up in the same shape. */
const DATASET = HAS_CIFAR10 ? 'cifar10' : 'generated';
/** Small enough for two cores; many epochs, so that there is time to stop it in the middle. */
const TINY = {
  Epochs: '10',
  'Alpha start epoch': '1',
  'Steps per epoch': '2',
  'Validation images': '64',
  Channels: '4',
  Layers: '3',
  Batch: '16',
} as const;
/** An evaluation in seconds. */
const TINY_EVALUATION = {
  Epochs: '1',
  'Steps per epoch': '2',
  'Test images': '32',
  Channels: '4',
  Layers: '3',
  Batch: '16',
} as const;
/** The second run, as an address that fills the form. */
const SECOND = {
  preset: 'demo',
  method: 'darts',
  space: 's2',
  dataset: DATASET,
  epochs: '2',
  alphaStartEpoch: '0',
  stepsPerEpoch: '2',
  validationImages: '64',
  channels: '4',
  layers: '3',
  batch: '16',
  curvature: 'off',
};
/** ms a search may take to its next epoch; the first one compiles the network. */
const EPOCH = 200_000;
/** ms for a test that waits for several. */
const LONG = 3 * EPOCH;

const percentOf = (part: Measured): string => `${(100 * measuredValue(part)).toFixed(2)} %`;

if (!HAS_ENGINE)
  console.warn('The journey is left out: no TensorFlow in the home folder. Run `npm run setup`.');

describe.skipIf(NO_BROWSER !== undefined || !HAS_ENGINE)('a user', { timeout: LONG }, () => {
  const closing = createClosing();
  let station: Workstation;
  let page: Page;
  let first = '';
  let second = '';

  beforeAll(async () => {
    station = closing.add(
      await openWorkstation(async (home) => {
        const generated = { train: 512, test: 64, classes: 10 };
        if (!HAS_CIFAR10)
          await addDataset(
            home,
            { name: DATASET, format: 'generated', size: 32, generated },
            () => undefined,
          );
      }),
    );
    const browser: Browser = closing.add(await openBrowser());
    page = await openPage(browser);
  });

  afterAll(closing.all);

  async function summary(run: string): Promise<RunSummary> {
    return (await station.client.invoke('runs.get', { run })).run;
  }

  async function untilState(run: string, ...states: RunState[]): Promise<void> {
    await expect
      .poll(async () => (await summary(run)).state, { timeout: EPOCH, interval: 250 })
      .toBeOneOf(states);
  }

  const epochSlider = () => page.getByRole('slider', { name: 'Epoch' });
  const epochText = () => epochSlider().getAttribute('aria-valuetext');
  const epochsSeen = async (): Promise<number> =>
    Number(/(\d+) done/u.exec((await epochText()) ?? '')?.[1] ?? 0);
  const idInAddress = (): string => /#\/runs\/(\w+)/u.exec(page.url())?.[1] ?? '';

  it('sets up a search and starts it', async () => {
    pictureOnFailure(page, station.scratch);
    await station.visit(page, '#/new?preset=demo&curvatureIterations=2');
    await page.getByLabel('Data set').selectOption(DATASET);
    await page.getByRole('group', { name: 'Space' }).getByText('s2', { exact: true }).click();
    for (const [label, value] of Object.entries(TINY))
      await page.getByLabel(label, { exact: true }).fill(value);
    await page.getByLabel('Batch', { exact: true }).fill('1');
    await page.getByText('must be at least 2; got 1').first().waitFor();
    await page.getByLabel('Batch', { exact: true }).fill(TINY.Batch);
    await page.getByRole('button', { name: /^Start/u }).click();
    await page.waitForURL(/#\/runs\//u);
    first = idInAddress();
    const { config } = await station.client.invoke('runs.get', { run: first });
    expect(config).toMatchObject({
      dataset: DATASET,
      space: 's2',
      epochs: 10,
      stepsPerEpoch: 2,
      channels: 4,
      batch: 16,
    });
  });

  it('watches epochs arrive, scrubs back through them, and stops the run', async () => {
    pictureOnFailure(page, station.scratch);
    await expect.poll(epochsSeen, { timeout: EPOCH, interval: 100 }).toBeGreaterThanOrEqual(2);
    await page.getByRole('button', { name: 'Stop' }).click();
    await untilState(first, 'stopped');
    const done = (await summary(first)).epochsDone;
    await expect.poll(epochsSeen).toBe(done);
    await page.getByRole('main').press('Home');
    expect(await epochText()).toContain('epoch 0 of 10');
    expect(page.url()).toContain('epoch=0');
    await page.getByRole('main').press('ArrowRight');
    expect(await epochText()).toContain('epoch 1 of 10');
    await page.getByRole('heading', { name: 'Genotype at epoch 1' }).waitFor();
  });

  it('resumes it, and finds it going on after the host was started anew', async () => {
    pictureOnFailure(page, station.scratch);
    const before = (await summary(first)).epochsDone;
    await page.getByRole('button', { name: 'Resume' }).click();
    await untilState(first, 'running');
    const lock = path.join(station.home, 'runs', first, 'worker.json');
    await expect.poll(() => existsSync(lock), { timeout: EPOCH }).toBe(true);
    await station.stop();
    await page.getByText('The host does not answer').first().waitFor();
    const { pid } = z.object({ pid: z.int() }).parse(JSON.parse(readFileSync(lock, 'utf8')));
    expect(() => process.kill(pid, 0)).not.toThrow(); // signal 0 only asks whether it lives
    await station.start();
    await station.visit(page, `#/runs/${first}`);
    await expect.poll(epochsSeen, { timeout: EPOCH, interval: 250 }).toBeGreaterThan(before);
  });

  it('sends a second method after it, which waits in the queue until the first is done', async () => {
    pictureOnFailure(page, station.scratch);
    await station.visit(page, `#/new?${new URLSearchParams(SECOND).toString()}`);
    await page.getByRole('button', { name: /^Start/u }).click();
    await page.waitForURL(/#\/runs\//u);
    second = idInAddress();
    expect((await summary(second)).method).toBe('darts');
    await untilState(first, 'finished');
    expect((await summary(first)).epochsDone).toBe(10);
    await untilState(second, 'finished');
    await page.getByText('finished').first().waitFor();
  });

  it('compares both and takes the chart into a paper', async () => {
    pictureOnFailure(page, station.scratch);
    await station.visit(page, `#/compare?runs=${first},${second}&series=epoch.trainLoss`);
    const menu = page.getByRole('button', { name: 'Save the figure compare-epoch-trainLoss' });
    const save = async (item: string) => {
      await menu.click();
      return saved(page, station.scratch, () => page.getByRole('menuitem', { name: item }).click());
    };
    const csv = await save('CSV of what is shown');
    const shown = csvRows(csv.bytes).map(([, x, y]) => `${x} ${y}`);
    const stored = await Promise.all(
      [first, second].map(async (run) => {
        const { series } = await station.client.invoke('runs.series', { run, names: ['epoch.trainLoss'] });
        return series[0]!.points.map(({ epoch, value }) => `${epoch} ${value}`);
      }),
    );
    expect(stored.map(({ length }) => length)).toEqual([10, 2]);
    expect(shown.toSorted()).toEqual(stored.flat().toSorted());

    const svg = await save('SVG');
    const facts = await svgFacts(page, svg.bytes.toString('utf8'));
    expect(facts).toMatchObject({ root: 'svg', loose: [] });
    expect(facts.strokes).toBeGreaterThan(5);
    const png = await save('PNG, 3×');
    expect(pngSize(png.bytes)).toEqual({ width: 3 * facts.width, height: 3 * facts.height });
  });

  it('takes the results along as a LaTeX table', async () => {
    pictureOnFailure(page, station.scratch);
    await station.visit(page, '#/tables');
    await page.getByRole('button', { name: 'Copy or save' }).first().click();
    const tex = await saved(page, station.scratch, () =>
      page.getByRole('menuitem', { name: 'Save LaTeX (booktabs)' }).click(),
    );
    const text = tex.bytes.toString('utf8');
    expect(text).toMatch(/\\toprule[\s\S]*\\midrule[\s\S]*\\bottomrule/u);
    expect(text).toMatch(/MS-DARTS|ms-darts/u);
  });

  it('draws the genotype of an epoch and changes it', async () => {
    pictureOnFailure(page, station.scratch);
    await station.visit(page, `#/runs/${first}?epoch=4`);
    await page.getByRole('link', { name: 'Open in Genotypes' }).click();
    await page.waitForURL(/#\/genotypes\?/u);
    await page.getByRole('img', { name: /^Normal cell: / }).waitFor();
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    const svg = await saved(page, station.scratch, () => page.getByRole('menuitem', { name: 'SVG' }).click());
    expect((await svgFacts(page, svg.bytes.toString('utf8'))).strokes).toBeGreaterThanOrEqual(16);

    await page.getByLabel('first operation of node 0, normal cell').selectOption('dil_conv_5x5');
    await page.getByText('1 of 8 edges changed').waitFor();
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await page.getByText('1 of 8 edges changed').waitFor({ state: 'detached' });
  });

  it('trains its network from scratch with two seeds, and reads the number with its rule', async () => {
    pictureOnFailure(page, station.scratch);
    await page.getByRole('button', { name: 'Evaluate', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Preset').selectOption('demo');
    await dialog.getByLabel('Data set').selectOption(DATASET);
    await dialog.getByLabel('Seeds').fill('2');
    await dialog.getByText('All knobs').click();
    for (const [label, value] of Object.entries(TINY_EVALUATION))
      await dialog.getByLabel(label, { exact: true }).fill(value);
    await dialog
      .getByRole('region', { name: 'The same on the command line' })
      .getByText('--seeds 2')
      .waitFor();
    await dialog.getByRole('button', { name: 'Start 2 runs' }).click();
    await page.getByRole('heading', { name: 'Seeds' }).waitFor();

    const { runs } = await station.client.invoke('runs.list', {});
    const evaluations = runs.filter(({ kind }) => kind === 'evaluation');
    expect(evaluations.map(({ seed }) => seed).toSorted()).toEqual([1, 2]);
    const { config } = await station.client.invoke('runs.get', { run: idInAddress() });
    const { epochs } = await station.client.invoke('runs.get', { run: first });
    expect(config).toMatchObject({ genotype: epochs[4]!.genotype, dataset: DATASET, channels: 4, layers: 3 });
    for (const { id } of evaluations) await untilState(id, 'finished');
    const { result } = await summary(idInAddress());
    expect(result).toMatchObject({ rule: 'last', epoch: 0 });
    await page.getByTestId('reported').getByText(percentOf(result!.accuracy)).waitFor();
    await page.getByTestId('seeds-mean').getByText('(2)').waitFor();
  });

  it('takes the trained network along, and reads how it was checked', async () => {
    pictureOnFailure(page, station.scratch);
    await page.getByRole('button', { name: 'Export the network' }).click();
    const dialog = page.getByRole('dialog');
    for (const format of ['PyTorch', 'SavedModel'])
      await dialog.getByRole('checkbox', { name: new RegExp(`^${format}`, 'u') }).uncheck();
    const folder = path.join(station.scratch, 'exported');
    await dialog.getByLabel('Folder on the host').fill(folder);
    await dialog.getByRole('button', { name: 'Write and check' }).click();
    await dialog.getByText('Exported.').waitFor({ timeout: EPOCH });
    await dialog.getByRole('row', { name: /^ONNX .* same .* %$/u }).waitFor();
    expect(
      readdirSync(folder)
        .map((file) => path.extname(file))
        .toSorted(),
    ).toEqual(['.json', '.onnx']);
  });
});
