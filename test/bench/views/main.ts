/**
 * `node test/bench/views/main.ts [--runs 1000] [--epochs 50] [--overlay 20] [--rounds 5]`: how long the views take
 * on a seeded store, in a real browser against the real server. Prints one JSON report (`benchViewsReportSchema`).
 */
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import type { BenchViewsReport } from '../../../src-shared/run/reports.ts';
import { openBrowser, openPage } from '../../e2e/browser.ts';
import { seedHome } from '../../e2e/seed.ts';
import { openWorkstation } from '../../e2e/workstation.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    epochs: { type: 'string', default: '50' },
    overlay: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '5' },
  },
});
const runs = Number(values.runs);
const epochs = Number(values.epochs);
const overlay = Number(values.overlay);
const rounds = Number(values.rounds);

/** What is on the page when a view is there. */
interface Shown {
  readonly selector: string;
  readonly count: number;
}

const HOME: Shown = { selector: '[aria-label="Runs"] [role="rowheader"]', count: 15 };
const CHART: Shown = { selector: 'main canvas, main tbody tr', count: overlay + 1 };

/** ms until the frame after the one in which `shown` holds: since `address` was set, or since the page began to load. */
function timeUntil(page: Page, shown: Shown, address?: string): Promise<number> {
  return page.evaluate(
    ({ selector, count, hash }) =>
      new Promise<number>((resolve) => {
        const start = hash === undefined ? 0 : performance.now();
        const look = (): void => {
          const there = document.querySelectorAll(selector).length >= count;
          requestAnimationFrame(there ? () => resolve(performance.now() - start) : look);
        };
        if (hash !== undefined) location.hash = hash;
        look();
      }),
    { ...shown, hash: address },
  );
}

/** ms between the frames while the table of runs is scrolled from its top to its end. */
function scrollFrames(page: Page): Promise<number[]> {
  return page.evaluate(
    () =>
      new Promise<number[]>((resolve) => {
        const box = document.querySelector('[aria-label="Runs"][aria-rowcount]')!;
        const deltas: number[] = [];
        let last = performance.now();
        const move = (now: number): void => {
          deltas.push(now - last);
          last = now;
          box.scrollTop += 300;
          const atEnd = box.scrollTop + box.clientHeight >= box.scrollHeight - 1;
          if (atEnd) resolve(deltas.slice(1));
          else requestAnimationFrame(move);
        };
        requestAnimationFrame(move);
      }),
  );
}

function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))]!;
}

const spread = (milliseconds: readonly number[]) => ({
  min: Math.min(...milliseconds) / 1000,
  median: quantile(milliseconds, 0.5) / 1000,
});

const station = await openWorkstation((home) => void seedHome(home, { runs, epochs }));
const browser = await openBrowser();
try {
  const { runs: all } = await station.client.invoke('runs.list', {});
  const compare = `#/compare?runs=${all
    .slice(0, overlay)
    .map(({ id }) => id)
    .join(',')}&series=epoch.lambdaMax`;
  const page = await openPage(browser);
  await station.visit(page, '#/');
  await timeUntil(page, HOME);
  const times = { load: [] as number[], home: [] as number[], overlay: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    await page.evaluate(() => void (location.hash = '#/'));
    await page.reload({ waitUntil: 'commit' });
    times.load.push(await timeUntil(page, HOME));
    times.overlay.push(await timeUntil(page, CHART, compare));
    times.home.push(await timeUntil(page, HOME, '#/'));
  }
  const frames = await scrollFrames(page);
  const report: BenchViewsReport = {
    settings: { runs, epochs, overlay, rounds, browser: browser.version() },
    seconds: { load: spread(times.load), home: spread(times.home), overlay: spread(times.overlay) },
    scroll: {
      frames: frames.length,
      seconds: {
        median: quantile(frames, 0.5) / 1000,
        p95: quantile(frames, 0.95) / 1000,
        longest: Math.max(...frames) / 1000,
      },
    },
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
} finally {
  await browser.close();
  await station.close();
}
