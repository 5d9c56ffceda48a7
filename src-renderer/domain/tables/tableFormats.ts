/** The formats a table is taken along in: one list for copying and saving. */
import { csvText } from '../../lib/table/csv.ts';
import { latexTable } from '../../lib/table/latex.ts';
import { markdownTable } from '../../lib/table/markdown.ts';
import type { TextTable } from '../../lib/table/table.ts';

export interface TableFormat {
  /** Ending of the file. */
  readonly id: string;
  readonly title: string;
  readonly mime: string;
  readonly text: (table: TextTable) => string;
}

export const TABLE_FORMATS: readonly TableFormat[] = [
  { id: 'tex', title: 'LaTeX (booktabs)', mime: 'application/x-tex', text: latexTable },
  { id: 'md', title: 'Markdown', mime: 'text/markdown', text: markdownTable },
  { id: 'csv', title: 'CSV', mime: 'text/csv', text: ({ head, rows }) => csvText([head, ...rows]) },
];
