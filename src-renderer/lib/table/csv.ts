/** Comma-separated values (RFC 4180). */
import Papa from 'papaparse';

/** Rows as CSV; a text that a spreadsheet would take for a formula gets an apostrophe. */
export function csvText(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => [...row]);
  // Numbers with a sign are no formulas.
  return Papa.unparse(cells, { newline: '\n', escapeFormulae: /^(?:[=@\t\r]|[+-](?!\d|Infinity))/u }) + '\n';
}
