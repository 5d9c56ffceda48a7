/** Tables in Markdown. */
import type { TextTable } from './table.ts';

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
}

/** The table as Markdown; all columns but the first are right-aligned. */
export function markdownTable({ caption, head, rows }: TextTable): string {
  const rule = `| ${head.map((_, index) => (index === 0 ? '---' : '---:')).join(' | ')} |`;
  const lines = [row(head), rule, ...rows.map(row)];
  return `${caption === undefined ? '' : `${caption}\n\n`}${lines.join('\n')}\n`;
}
