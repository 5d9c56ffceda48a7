/** A table of one's own: runs or groups as rows, columns as chosen. */
import type { RunSummary } from '../../../src-shared/contract/runs.ts';
import { quantity as threeDigits } from '../../lib/format.ts';
import type { TextTable } from '../../lib/table/table.ts';
import { measured } from '../../../src-shared/run/events.ts';
import { ruleTitle } from '../evaluation/rules.ts';
import { isQuantityId, QUANTITY_IDS, quantityLabel, quantityOf, type QuantityId } from './quantities.ts';
import { SPREAD_TITLES, spreadOf, spreadText, type Spread } from './spread.ts';
import type { PointsOf } from './points.ts';

const FACTS = {
  name: { title: 'run', of: (run) => run.name },
  method: { title: 'method', of: (run) => run.methodLabel },
  space: { title: 'space', of: (run) => run.space },
  dataset: { title: 'data set', of: (run) => run.dataset },
  seed: { title: 'seed', of: (run) => String(run.seed) },
  state: { title: 'state', of: (run) => run.state },
  epochs: { title: 'epochs', of: (run) => `${run.epochsDone}/${run.epochs}` },
  bestEpoch: { title: 'best epoch', of: (run) => String(run.bestEpoch ?? '—') },
  shortened: { title: 'shortened by', of: (run) => run.shortened.join(', ') },
  rule: { title: 'rule', of: ({ result }) => (result === null ? '—' : ruleTitle(result.rule)) },
  reportedEpoch: { title: 'reported epoch', of: ({ result }) => String(result?.epoch ?? '—') },
  kind: { title: 'kind', of: (run) => run.kind },
  parameters: { title: 'parameters of the network', of: (run) => String(run.parameters ?? '—') },
  tags: { title: 'tags', of: (run) => run.tags.join(', ') },
  id: { title: 'id', of: (run) => run.id },
  genotype: { title: 'genotype', of: (run) => run.genotype ?? '—' },
} as const satisfies Record<string, { title: string; of: (run: RunSummary) => string }>;
type FactId = keyof typeof FACTS;

export type FreeColumn = FactId | QuantityId;

const isFact = (id: string): id is FactId => Object.hasOwn(FACTS, id);

export function isFreeColumn(id: string): id is FreeColumn {
  return isFact(id) || isQuantityId(id);
}

export const FREE_COLUMNS: readonly FreeColumn[] = [...Object.keys(FACTS).filter(isFact), ...QUANTITY_IDS];

/** The heading of a column. */
export function freeTitle(column: FreeColumn): string {
  return isFact(column) ? FACTS[column].title : quantityLabel(column);
}

export interface FreeRow {
  readonly key: string;
  readonly runs: readonly RunSummary[];
  readonly cells: readonly string[];
  /** What its columns are sorted by. */
  readonly values: readonly Cell['value'][];
}

interface Cell {
  readonly text: string;
  /** What the column is sorted by; null comes last. */
  readonly value: string | number | null;
}

function cell(column: FreeColumn, runs: readonly RunSummary[], pointsOf: PointsOf, spread: Spread): Cell {
  if (isFact(column)) {
    const texts = [...new Set(runs.map(FACTS[column].of))];
    const text = texts.sort((left, right) => left.localeCompare(right, 'en', { numeric: true })).join(', ');
    const number = Number.parseFloat(text);
    return { text, value: Number.isNaN(number) || column === 'id' ? text : number };
  }
  const { of, kind } = quantityOf(column);
  const values = runs.filter((run) => run.kind === kind).map((run) => of(run, pointsOf(column, run.id)));
  const found = spreadOf(values);
  const value = found === null || found.n === 0 ? null : found.mean;
  if (runs.length > 1) return { text: spreadText(found, spread) || '—', value };
  const single = values[0];
  return { text: single === null || single === undefined ? '—' : threeDigits(measured(single)), value };
}

/** The rows: one a run, or one a group in the order of its first run. */
export function freeRows(
  runs: readonly RunSummary[],
  columns: readonly FreeColumn[],
  pointsOf: PointsOf,
  { by, spread }: { readonly by: 'group' | 'run'; readonly spread: Spread },
): FreeRow[] {
  const parts = new Map<string, RunSummary[]>();
  for (const run of runs) {
    const key = by === 'run' ? run.id : run.group;
    const members = parts.get(key);
    if (members === undefined) parts.set(key, [run]);
    else members.push(run);
  }
  return [...parts].map(([key, members]) => {
    const cells = columns.map((column) => cell(column, members, pointsOf, spread));
    return {
      key,
      runs: members,
      cells: cells.map(({ text }) => text),
      values: cells.map(({ value }) => value),
    };
  });
}

/** Rows by one of their columns, rows without a value last; as they came where there is no such column. */
export function sortFree(rows: readonly FreeRow[], column: number, descending: boolean): FreeRow[] {
  const compare = (left: Cell['value'], right: Cell['value']): number => {
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    if (typeof left === 'number' && typeof right === 'number') return (left - right) * (descending ? -1 : 1);
    return String(left).localeCompare(String(right), 'en', { numeric: true }) * (descending ? -1 : 1);
  };
  if (column < 0) return [...rows];
  return [...rows].sort((left, right) => compare(left.values[column] ?? null, right.values[column] ?? null));
}

/** The same as a table for papers. */
export function freeText(
  rows: readonly FreeRow[],
  columns: readonly FreeColumn[],
  spread: Spread,
): TextTable {
  const several = rows.some((row) => row.runs.length > 1);
  return {
    ...(several ? { caption: `Several runs in a row: ${SPREAD_TITLES[spread]}.` } : {}),
    head: columns.map(freeTitle),
    rows: rows.map(({ cells }) => cells),
  };
}
