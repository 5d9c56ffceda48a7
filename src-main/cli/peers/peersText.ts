/** The report of a race as text: for the terminal and as Markdown. */
import {
  PEER_QUANTITIES,
  PEER_SIDES,
  type BenchPeersReport,
  type PeerConfig,
  type PeerQuantity,
  type PeerSide,
} from '../../../src-shared/run/reports.ts';
import { ABSENT, count, decimals, percent, plural, significant } from '../format.ts';
import { renderTable, type Column } from '../table.ts';
import { QUANTITY_TITLES, SIDE_TITLES, configText } from './configs.ts';
import { minimum } from './ratios.ts';

interface ConfigTable {
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
}

const RATIO_LEGEND =
  'ratio: PyTorch ÷ Plateau, of the minima over all rounds; rounds: smallest and largest ratio of one round; part: Plateau’s memory as part of PyTorch’s.';
const CURVATURE_LEGEND =
  'λ_max: Lanczos on exact Hessian-vector products against the full Hessian, timed on some rows and scaled to all; first call: with building, loading and the first product.';

/** What the columns mean, as far as they are there. */
function legend({ comparisons }: BenchPeersReport): string[] {
  const curvature = comparisons.some(({ quantity }) => quantity === 'lambdaMax');
  return [...(comparisons.length > 0 ? [RATIO_LEGEND] : []), ...(curvature ? [CURVATURE_LEGEND] : [])];
}

function valueText(quantity: PeerQuantity, value: number | undefined): string {
  return quantity === 'peakMemory' && value !== undefined ? count(Math.round(value)) : significant(value);
}

/** Value, ratio, range and part of one peer. */
function peerCells(
  { measurements, comparisons }: BenchPeersReport,
  config: PeerConfig,
  quantity: PeerQuantity,
  peer: PeerSide,
): string[] {
  const value = valueText(quantity, minimum(measurements, config, peer, quantity));
  const found = comparisons.find(
    (one) => one.config === config && one.quantity === quantity && one.peer === peer,
  );
  if (found === undefined) return [value, ABSENT, ABSENT, ABSENT];
  const { ratio, low, high, part } = found;
  return [
    value,
    decimals(ratio, 2),
    `${decimals(low, 2)}–${decimals(high, 2)}`,
    quantity === 'peakMemory' ? percent(part) : '',
  ];
}

/** A table a config: a row a quantity that anybody measured, the columns of the peers that race. */
export function configTables(report: BenchPeersReport): ConfigTable[] {
  const { measurements } = report;
  const peers = PEER_SIDES.filter(
    (side) => side !== 'plateau' && measurements.some((one) => one.side === side),
  );
  const columns: Column[] = [
    { title: '' },
    ...[SIDE_TITLES.plateau, ...peers.flatMap((peer) => [SIDE_TITLES[peer], 'ratio', 'rounds', 'part'])].map(
      (title) => ({ title, align: 'right' as const }),
    ),
  ];
  const configs = [...new Set(measurements.map(({ config }) => config))].sort();
  return configs.map((config) => {
    const quantities = PEER_QUANTITIES.filter((quantity) =>
      measurements.some((one) => one.config === config && one.values[quantity] !== undefined),
    );
    const rows = quantities.map((quantity) => [
      QUANTITY_TITLES[quantity],
      valueText(quantity, minimum(measurements, config, 'plateau', quantity)),
      ...peers.flatMap((peer) => peerCells(report, config, quantity, peer)),
    ]);
    return { title: `${config}: ${configText(config)}`, columns, rows };
  });
}

function setting({ settings: { rounds, steps, threads, memory }, complete }: BenchPeersReport): string {
  const lean = memory === 'lean' ? ', memory lean' : '';
  const ending = complete ? '' : '; not complete: interrupted';
  return `${plural(rounds, 'round')} of ${plural(steps, 'step')}, ${plural(threads, 'thread')}, one process at a time${lean}${ending}`;
}

function problemLines({ problems }: BenchPeersReport): string[] {
  return problems.map(
    ({ config, side, round, message }) => `${SIDE_TITLES[side]} at ${config}, round ${round}: ${message}`,
  );
}

/** For the terminal; `dim` and `bold` style it. */
export function reportText(
  report: BenchPeersReport,
  { dim, bold }: { dim: (text: string) => string; bold: (text: string) => string },
): string {
  const tables = configTables(report).map(
    ({ title, columns, rows }) => `${bold(title)}\n${renderTable(columns, rows, dim)}`,
  );
  const foot = [setting(report), ...legend(report)];
  return [...tables, [...problemLines(report), ...foot.map(dim)].join('\n')].join('\n\n');
}

function markdownRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function markdownTable({ columns, rows }: Pick<ConfigTable, 'columns' | 'rows'>): string {
  const rule = columns.map(({ align }) => (align === 'right' ? '---:' : '---'));
  return [columns.map(({ title }) => title), rule, ...rows].map(markdownRow).join('\n');
}

/** A Markdown page: where, with what and how it was measured, then a table a config. */
export function reportMarkdown(report: BenchPeersReport): string {
  const { date, machine, versions, skipped } = report;
  const facts = markdownTable({
    columns: [{ title: '' }, { title: '' }],
    rows: [
      ['Date', date],
      ['Processor', machine.processor],
      ['Memory', machine.memory],
      ['Plateau', versions.plateau],
      ['Node', versions.node],
      ['TensorFlow', versions.tensorflow ?? ABSENT],
      ['PyTorch', versions.torch ?? ABSENT],
      ['Race', setting(report)],
    ],
  });
  const problems = problemLines(report).map((line) => `- ${line}`);
  const blocks = [
    '# Plateau against PyTorch',
    facts,
    ...configTables(report).flatMap((table) => [`## ${table.title}`, markdownTable(table)]),
    ...(problems.length > 0 ? ['## Problems', problems.join('\n')] : []),
    ...legend(report),
    ...(skipped === null ? [] : [skipped]),
  ];
  return `${blocks.join('\n\n')}\n`;
}
