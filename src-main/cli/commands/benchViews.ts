/** `plateau bench views`: how long the views take with a full store, in a real browser. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { PlateauError } from '../../../src-shared/errors.ts';
import { benchViewsReportSchema, type BenchViewsReport } from '../../../src-shared/run/reports.ts';
import { numberOrText } from '../../../src-shared/run/knobs.ts';
import { programReport } from '../../host/engineCommand.ts';
import { runs, type Frame } from '../command.ts';
import { palette } from '../palette.ts';
import { renderTable } from '../table.ts';

const SCRIPT = path.join(import.meta.dirname, '../../../test/bench/views/main.ts');

const optionsSchema = z.strictObject({
  runs: z.int().min(40).max(100_000).default(1000),
  epochs: z.int().min(1).max(1000).default(50),
  overlay: z.int().min(1).max(40).default(20),
  rounds: z.int().min(1).max(100).default(5),
});

const milliseconds = (seconds: number): string => `${Math.round(seconds * 1000)} ms`;

function reportText({ settings, seconds, scroll }: BenchViewsReport): string {
  const { dim } = palette(process.stdout);
  const rows = (
    [
      [`page to ${settings.runs} runs`, seconds.load],
      ['another view to the runs', seconds.home],
      [`overlay of ${settings.overlay} runs`, seconds.overlay],
    ] as const
  ).map(([name, { min, median }]) => [name, milliseconds(min), milliseconds(median)]);
  const columns = [
    { title: '' },
    { title: 'min', align: 'right' },
    { title: 'median', align: 'right' },
  ] as const;
  const { median, p95, longest } = scroll.seconds;
  return [
    dim(
      `${settings.runs} runs of ${settings.epochs} epochs, Chromium ${settings.browser}, ${settings.rounds} rounds`,
    ),
    renderTable(columns, rows, dim),
    `Scrolling: ${scroll.frames} frames, ${milliseconds(median)} apart, 95 % within ${milliseconds(p95)}, the longest ${milliseconds(longest)}`,
  ].join('\n');
}

export function addBenchViews(bench: Command, frame: Frame): void {
  const command = bench
    .command('views')
    .summary('time the views in a browser')
    .description(
      'Fills a temporary home with finished runs and times the table of runs and a comparison in Chromium (PLATEAU_CHROMIUM names another). Needs the checkout and its built views.',
    )
    .option('--runs <number>', 'runs in the store (default 1000)', numberOrText)
    .option('--epochs <number>', 'epochs of a run (default 50)', numberOrText)
    .option('--overlay <number>', 'curves of the comparison (default 20)', numberOrText)
    .option('--rounds <number>', 'repeats (default 5)', numberOrText);
  runs(command, frame, optionsSchema, async (_context, _args, options) => {
    if (!existsSync(SCRIPT))
      throw new PlateauError(`${SCRIPT} is not there.`, 'Run this from a checkout of Plateau.');
    const flags = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
    const data = await programReport(
      'bench views',
      [process.execPath, SCRIPT, ...flags],
      benchViewsReportSchema,
    );
    return { data, text: reportText(data) };
  });
}
