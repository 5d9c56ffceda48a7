/** Tables in LaTeX with the rules of the booktabs package. */
import type { TextTable } from './table.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '&': '\\&',
  '%': '\\%',
  $: '\\$',
  '#': '\\#',
  _: '\\_',
  '{': '\\{',
  '}': '\\}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '±': '$\\pm$',
  '×': '$\\times$',
  λ: '$\\lambda$',
  α: '$\\alpha$',
  ε: '$\\varepsilon$',
  '‖': '$\\|$',
  '—': '---',
  '–': '--',
  '−': '$-$',
  '✕': '$\\times$',
  '†': '\\dag{}',
  '‡': '\\ddag{}',
  '§': '\\S{}',
};

/** Text as LaTeX sets it: special characters escaped, the symbols of our tables as mathematics. */
export function escapeLatex(text: string): string {
  return text.replaceAll(/./gsu, (character) => ESCAPES[character] ?? character);
}

function line(cells: readonly string[]): string {
  return `${cells.map(escapeLatex).join(' & ')} \\\\`;
}

/** The table as a `table` environment; needs `\usepackage{booktabs}`. */
export function latexTable({ caption, head, rows }: TextTable): string {
  return [
    '\\begin{table}',
    '  \\centering',
    ...(caption === undefined ? [] : [`  \\caption{${escapeLatex(caption)}}`]),
    `  \\begin{tabular}{l${'r'.repeat(Math.max(0, head.length - 1))}}`,
    '    \\toprule',
    `    ${line(head)}`,
    '    \\midrule',
    ...rows.map((row) => `    ${line(row)}`),
    '    \\bottomrule',
    '  \\end{tabular}',
    '\\end{table}',
    '',
  ].join('\n');
}
