/** Text tables whose columns line up, whole or row by row. */
import { stripVTControlCharacters } from 'node:util';

export interface Column {
  readonly title: string;
  /** Numbers stand right, words left. */
  readonly align?: 'left' | 'right';
  /** Least width; rows that are printed one by one cannot widen a column later. */
  readonly width?: number;
}

const GAP = '  ';

function visibleWidth(text: string): number {
  return Array.from(stripVTControlCharacters(text)).length;
}

function pad(text: string, width: number, align: Column['align']): string {
  const space = ' '.repeat(Math.max(0, width - visibleWidth(text)));
  return align === 'right' ? space + text : text + space;
}

function line(cells: readonly string[], columns: readonly Column[], widths: readonly number[]): string {
  return columns
    .map(({ align }, index) => pad(cells[index] ?? '', widths[index] ?? 0, align))
    .join(GAP)
    .trimEnd();
}

/** The lines of a table that is printed while its rows come in. */
export function rowPrinter(columns: readonly Column[]): {
  readonly header: string;
  readonly row: (cells: readonly string[]) => string;
} {
  const widths = columns.map(({ title, width = 0 }) => Math.max(visibleWidth(title), width));
  return {
    header: line(
      columns.map(({ title }) => title),
      columns,
      widths,
    ),
    row: (cells) => line(cells, columns, widths),
  };
}

/** A whole table, its columns as wide as their widest cell; `style` colours the header. */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  style: (header: string) => string = (header) => header,
): string {
  const fitted = columns.map((column, index) => ({
    ...column,
    width: Math.max(column.width ?? 0, ...rows.map((row) => visibleWidth(row[index] ?? ''))),
  }));
  const { header, row } = rowPrinter(fitted);
  return [style(header), ...rows.map(row)].join('\n');
}
