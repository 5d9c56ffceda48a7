/** The table of runs as it stands, for a spreadsheet. */
import { columnOf, type ColumnId } from './columns.ts';
import { groupText } from './groupText.ts';
import type { Row } from './rows.ts';

/** Head and cells of the rows shown, with full times and unrounded numbers for runs. */
export function tableTexts(rows: readonly Row[], layout: readonly ColumnId[], now: number): string[][] {
  const head = layout.map((id) => columnOf(id).title);
  const cell = (row: Row, id: ColumnId): string => {
    if (row.kind === 'group') return groupText(row.runs, id, now);
    if (id === 'created') return row.run.created;
    if (id === 'updated') return row.run.updated ?? '';
    const { align, value, text } = columnOf(id);
    return align === 'right' ? String(value(row.run) ?? '') : text(row.run, now);
  };
  return [head, ...rows.map((row) => layout.map((id) => cell(row, id)))];
}
