/** The report of an export for people. */
import type { ExportCheck, ExportReport } from '../../src-shared/run/exportReport.ts';
import { ABSENT, count, percent, plural } from './format.ts';
import { palette } from './palette.ts';
import { renderTable, type Column } from './table.ts';

const CHECK_COLUMNS: readonly Column[] = [
  { title: '' },
  { title: 'format' },
  { title: 'run by' },
  { title: 'largest difference', align: 'right' },
  { title: 'relative', align: 'right' },
  { title: 'accuracy', align: 'right' },
  { title: '' },
];

function size(value: number | null): string {
  return value === null ? ABSENT : value.toExponential(1);
}

function checkRow({ format, by, status, maxAbs, maxRel, accuracy, reason }: ExportCheck): string[] {
  const { green, red, yellow } = palette(process.stdout);
  const sign = { same: green('✔'), different: red('✖'), failed: red('✖'), skipped: yellow(ABSENT) }[status];
  return [sign, format, by, size(maxAbs), size(maxRel), percent(accuracy), reason ?? ''];
}

function imagesText({ images, accuracy, largestLogit }: ExportReport): string {
  const which =
    images.source === 'random'
      ? plural(images.count, 'random image')
      : `the first ${plural(images.count, 'test image')} of ${images.source}`;
  const right = accuracy === null ? '' : `, accuracy ${percent(accuracy)}`;
  return `Compared with the engine on ${which} (largest logit ${largestLogit.toPrecision(3)}${right}):`;
}

/** What was exported, how each format compares, and which files there are now. */
export function exportText(report: ExportReport): string {
  const { dim, red } = palette(process.stdout);
  const { pass, network, weights, checks, files, folder, tolerance } = report;
  const { name, layers, channels, classes, parameters, macs } = network;
  const facts = `${name}: ${layers} cells, ${channels} channels, ${classes} classes, ${count(parameters)} parameters, ${count(Math.round(macs / 1e4) / 100)} M multiply–adds`;
  const table =
    checks.length === 0 ? [] : [imagesText(report), renderTable(CHECK_COLUMNS, checks.map(checkRow), dim)];
  const end = pass
    ? [
        `Written to ${folder}:`,
        ...files.map(({ path, bytes }) => `  ${path}  ${dim(`${count(bytes)} bytes`)}`),
      ]
    : [red(`Nothing was written: the logits must agree within ${tolerance} of the largest one.`)];
  return [facts, weights.about, '', ...table, ...(table.length > 0 ? [''] : []), ...end].join('\n');
}
