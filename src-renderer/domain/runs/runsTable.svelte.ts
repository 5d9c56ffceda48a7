/** What the table of runs shows and what is chosen in it. Filter, sort and grouping live in the address. */
import { route } from '../../state/route.svelte.ts';
import { runs } from '../../state/runs.svelte.ts';
import type { RunState, RunSummary } from '../../../src-shared/contract/runs.ts';
import { RUN_STATES } from '../../../src-shared/contract/runs.ts';
import { readLayout } from './columnLayout.ts';
import type { ColumnId } from './columns.ts';
import { matches } from './matching.ts';
import { parseQuery } from './query.ts';
import { formatSort, groupedRows, nextSort, parseSort, plainRows, runsOf, type Row } from './rows.ts';
import { addRange, toggleAll, toggleRow, type Selection } from './selection.ts';

const LAYOUT_KEY = 'plateau.runs.columns';

// Outside the view: what was chosen is still chosen after a look at a run.
let chosen = $state.raw<Selection>(new Set());
let open = $state.raw<ReadonlySet<string>>(new Set());
let cursor = $state<string>();
let anchor = $state<string>();
let layout = $state.raw(readLayout(localStorage.getItem(LAYOUT_KEY)));

function readStates(text: string | undefined): ReadonlySet<RunState> {
  const given = text?.split(',') ?? [];
  return new Set(RUN_STATES.filter((state) => given.includes(state)));
}

export type RunsTable = ReturnType<typeof createRunsTable>;

/** The table's state; call it while the view is made. */
export function createRunsTable() {
  const query = $derived(parseQuery(route.query['q'] ?? ''));
  const states = $derived(readStates(route.query['state']));
  const archived = $derived(route.query['archived'] === '1');
  const grouped = $derived(route.query['group'] === '1');
  const sort = $derived(parseSort(route.query['sort']));

  // The chips count what the filter leaves, so they do not count each other out.
  const filtered = $derived(
    runs.all.filter((run) => (archived || !run.archived) && matches(query.terms, run)),
  );
  const shown = $derived(states.size === 0 ? filtered : filtered.filter(({ state }) => states.has(state)));
  const rows = $derived(grouped ? groupedRows(shown, sort, open) : plainRows(shown, sort));
  const chosenRuns = $derived(chosen.size === 0 ? [] : runs.all.filter(({ id }) => chosen.has(id)));
  const selection = $derived<Selection>(new Set(chosenRuns.map(({ id }) => id)));
  const cursorIndex = $derived(rows.findIndex(({ key }) => key === cursor));
  const indexOf = (key: string | undefined): number => rows.findIndex((row) => row.key === key);

  return {
    get query() {
      return query;
    },
    get states() {
      return states;
    },
    get archived() {
      return archived;
    },
    get grouped() {
      return grouped;
    },
    get sort() {
      return sort;
    },
    get filtered(): readonly RunSummary[] {
      return filtered;
    },
    get shown(): readonly RunSummary[] {
      return shown;
    },
    get rows(): readonly Row[] {
      return rows;
    },
    get selection() {
      return selection;
    },
    get chosenRuns(): readonly RunSummary[] {
      return chosenRuns;
    },
    get layout(): readonly ColumnId[] {
      return layout;
    },
    set layout(changed: readonly ColumnId[]) {
      layout = changed;
      localStorage.setItem(LAYOUT_KEY, JSON.stringify(changed));
    },
    /** Index of the row that has the keyboard's cursor; −1: none. */
    get cursorIndex(): number {
      return cursorIndex;
    },
    /** The run the cursor is on; of a group its first. */
    get cursorRun(): RunSummary | undefined {
      const row = rows[cursorIndex];
      return row === undefined ? undefined : runsOf(row)[0];
    },
    moveTo(index: number): void {
      cursor = rows[index]?.key;
      anchor = cursor;
    },
    sortBy(column: ColumnId): void {
      route.setQuery({ sort: formatSort(nextSort(sort, column)) });
    },
    toggleState: (state: RunState): void => {
      const next = RUN_STATES.filter((other) => states.has(other) !== (other === state));
      route.setQuery({ state: next.join(',') });
    },
    toggleGroup(row: Row): void {
      open = open.has(row.key)
        ? new Set([...open].filter((key) => key !== row.key))
        : new Set([...open, row.key]);
    },
    toggle(row: Row): void {
      cursor = row.key;
      anchor = row.key;
      chosen = toggleRow(selection, row);
    },
    /** Chooses from where the last choice was made up to this row. */
    extendTo(index: number): void {
      const from = indexOf(anchor);
      cursor = rows[index]?.key;
      chosen = addRange(selection, rows, from < 0 ? index : from, index);
    },
    toggleAll: (): void => {
      chosen = toggleAll(selection, shown);
    },
    clear: (): void => {
      chosen = new Set();
    },
  };
}
