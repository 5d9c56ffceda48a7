/** Chosen runs: a set of ids, whatever the filter shows. */
import type { RunSummary } from '../../../src-shared/contract/runs.ts';
import { runsOf, type Row } from './rows.ts';

export type Selection = ReadonlySet<string>;

function without(selection: Selection, ids: ReadonlySet<string>): Selection {
  return new Set([...selection].filter((id) => !ids.has(id)));
}

/** How much of a row is chosen. */
export function chosenPart(selection: Selection, row: Row): 'all' | 'some' | 'none' {
  const chosen = runsOf(row).filter(({ id }) => selection.has(id)).length;
  if (chosen === 0) return 'none';
  return chosen === runsOf(row).length ? 'all' : 'some';
}

/** Chooses all runs of a row, or none where all were chosen. */
export function toggleRow(selection: Selection, row: Row): Selection {
  const ids = new Set(runsOf(row).map(({ id }) => id));
  return chosenPart(selection, row) === 'all' ? without(selection, ids) : new Set([...selection, ...ids]);
}

/** Adds all runs of the rows from one index to another, in either order. */
export function addRange(selection: Selection, rows: readonly Row[], from: number, to: number): Selection {
  const range = rows.slice(Math.min(from, to), Math.max(from, to) + 1);
  return new Set([...selection, ...range.flatMap((row) => runsOf(row).map(({ id }) => id))]);
}

/** Chooses everything shown, or lets go of it where all of it was chosen; what is not shown stays. */
export function toggleAll(selection: Selection, shown: readonly RunSummary[]): Selection {
  const ids = new Set(shown.map(({ id }) => id));
  return [...ids].every((id) => selection.has(id))
    ? without(selection, ids)
    : new Set([...selection, ...ids]);
}

/** `3 selected, 1 not shown`. */
export function selectionText(selection: Selection, shown: readonly RunSummary[]): string {
  const visible = shown.filter(({ id }) => selection.has(id)).length;
  const hidden = selection.size - visible;
  return `${selection.size} selected${hidden === 0 ? '' : `, ${hidden} not shown`}`;
}
