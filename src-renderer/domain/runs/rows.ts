/** From runs to the rows of the table: sorted, and runs of one group folded together. */
import type { RunSummary } from '../../../src-shared/contract/runs.ts';
import { aggregate, type Aggregate } from '../../../src-shared/stats/aggregate.ts';
import { columnOf, isColumnId, type ColumnId } from './columns.ts';

export interface Sort {
  readonly column: ColumnId;
  readonly descending: boolean;
}
export const DEFAULT_SORT: Sort = { column: 'created', descending: true };

export type Row =
  | { readonly kind: 'run'; readonly key: string; readonly run: RunSummary; readonly member: boolean }
  | {
      readonly kind: 'group';
      readonly key: string;
      readonly runs: readonly RunSummary[];
      readonly open: boolean;
    };

/** `-best`, `name`: the sort as the address has it. */
export function formatSort({ column, descending }: Sort): string {
  return `${descending ? '-' : ''}${column}`;
}

/** The sort in an address; the default where there is none. */
export function parseSort(text: string | undefined): Sort {
  const column = text?.replace(/^-/u, '') ?? '';
  return isColumnId(column) ? { column, descending: text?.startsWith('-') === true } : DEFAULT_SORT;
}

/** The sort after a click on a column's head. */
export function nextSort(sort: Sort, column: ColumnId): Sort {
  if (sort.column === column) return { column, descending: !sort.descending };
  return { column, descending: columnOf(column).largestFirst === true };
}

type Value = string | number | null;

function compareValues(left: Value, right: Value, descending: boolean): number {
  // Missing and not finite ones last, whichever way.
  const missing = (value: Value): number => (value === null || Number.isNaN(value) ? 1 : 0);
  if (missing(left) + missing(right) > 0) return missing(left) - missing(right);
  if (left === right) return 0;
  return (left! < right! ? -1 : 1) * (descending ? -1 : 1);
}

function sortBy<T>(items: readonly T[], value: (item: T) => Value, descending: boolean): T[] {
  return items
    .map((item) => ({ item, value: value(item) }))
    .sort((left, right) => compareValues(left.value, right.value, descending))
    .map(({ item }) => item);
}

/** Runs in the order of a column; equal ones stay as they were. */
export function sortRuns(runs: readonly RunSummary[], { column, descending }: Sort): RunSummary[] {
  return sortBy(runs, columnOf(column).value, descending);
}

/** Mean ± std (n) of a column over a group's runs; undefined where the column has none. */
export function groupMean(runs: readonly RunSummary[], column: ColumnId): Aggregate | undefined {
  const { mean, value } = columnOf(column);
  if (mean === undefined) return undefined;
  return aggregate(
    runs.flatMap((run) => {
      const of = value(run);
      return typeof of === 'number' ? [of * mean.factor] : [];
    }),
  );
}

/** The rows of runs that are not grouped. */
export function plainRows(runs: readonly RunSummary[], sort: Sort): Row[] {
  return sortRuns(runs, sort).map((run) => ({ kind: 'run', key: run.id, run, member: false }));
}

/** The rows of groups: sorted by their mean, or by their first run; one of a single run is that run. */
export function groupedRows(runs: readonly RunSummary[], sort: Sort, open: ReadonlySet<string>): Row[] {
  const groups = new Map<string, RunSummary[]>();
  for (const run of sortRuns(runs, sort)) {
    const members = groups.get(run.group);
    if (members === undefined) groups.set(run.group, [run]);
    else members.push(run);
  }
  const { value } = columnOf(sort.column);
  const byMean = columnOf(sort.column).mean !== undefined;
  const sorted = sortBy(
    [...groups],
    ([, members]) => (byMean ? (groupMean(members, sort.column)?.mean ?? null) : value(members[0]!)),
    sort.descending,
  );
  return sorted.flatMap(([group, members]): Row[] => {
    if (members.length === 1) return plainRows(members, sort);
    const key = `group:${group}`;
    const head: Row = { kind: 'group', key, runs: members, open: open.has(key) };
    if (!head.open) return [head];
    return [head, ...members.map((run): Row => ({ kind: 'run', key: run.id, run, member: true }))];
  });
}

/** The runs a row stands for. */
export function runsOf(row: Row): readonly RunSummary[] {
  return row.kind === 'run' ? [row.run] : row.runs;
}
