/** `plateau verify`: replays golden numbers against the engine. */
import type { Command } from 'commander';
import { z } from 'zod';
import { verifyReportSchema, type CaseReport, type VerifyReport } from '../../../src-shared/run/reports.ts';
import { runs, type Frame } from '../command.ts';
import { engineReport } from '../../host/engineCommand.ts';
import { ABSENT, plural } from '../format.ts';
import { palette } from '../palette.ts';
import { renderTable, type Column } from '../table.ts';

const COLUMNS: readonly Column[] = [
  { title: '' },
  { title: 'quantity' },
  { title: 'largest error', align: 'right' },
  { title: 'relative', align: 'right' },
  { title: 'tolerance', align: 'right' },
];

const optionsSchema = z.strictObject({
  precision: z.enum(['float32', 'float64']).default('float64'),
  case: z.array(z.string()).default([]),
});

function size(value: number | null): string {
  return value === null ? '✕' : value.toExponential(1);
}

function caseText({ name, kind, status, quantities, unsupported, problems }: CaseReport): string {
  const { bold, dim, green, red, yellow } = palette(process.stdout);
  const rows = quantities.map((quantity) => [
    quantity.pass ? green('✔') : red('✖'),
    quantity.name,
    size(quantity.maxAbs),
    size(quantity.maxRel),
    size(quantity.tolerance),
  ]);
  return [
    `${{ pass: green('✔'), fail: red('✖'), unsupported: yellow(ABSENT) }[status]} ${bold(name)} ${dim(kind)}`,
    ...(rows.length > 0 ? [renderTable(COLUMNS, rows, dim)] : []),
    ...unsupported.map((what) => `${yellow(ABSENT)} ${what}: unsupported by this version`),
    ...problems.map((problem) => `${red('✖')} ${problem}`),
  ].join('\n');
}

function reportText({ pass, precision, cases }: VerifyReport): string {
  const failed = cases.filter(({ status }) => status === 'fail').length;
  const computed = cases.filter(({ status }) => status === 'pass').length;
  const verdict = pass
    ? `all quantities of ${plural(computed, 'case')} agree within their tolerances`
    : `${failed} of ${plural(cases.length, 'case')} did not agree`;
  return [...cases.map(caseText), `In ${precision} ${verdict}.`].join('\n\n');
}

export function addVerify(program: Command, frame: Frame): void {
  const command = program
    .command('verify')
    .summary('replay golden numbers against the engine')
    .description(
      'Replays a folder of golden numbers against the compiled step that a search runs, and prints the largest error of each quantity.',
    )
    .argument('<folder>', 'a folder of golden numbers, or one of its cases')
    .option(
      '--precision <precision>',
      'float64 (default), which separates a wrong formula from rounding, or float32',
    )
    .option('--case <name...>', 'only these cases');
  runs(command, frame, optionsSchema, async (_context, [folder = ''], { precision, case: cases }) => {
    const flags = ['--precision', precision, ...cases.flatMap((name) => ['--case', name])];
    const data = await engineReport('verify', [folder, ...flags], verifyReportSchema);
    return { data, text: reportText(data), exitCode: data.pass ? 0 : 1 };
  });
}
