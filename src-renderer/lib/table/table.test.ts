import Papa from 'papaparse';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvText } from './csv.ts';
import { escapeLatex, latexTable } from './latex.ts';
import { markdownTable } from './markdown.ts';

const table = { caption: 'Accuracy, %', head: ['method', 's1'], rows: [['ms-darts & co', '64.1 ± 0.3 (3)']] };

test('a LaTeX table has the rules of booktabs, ± as mathematics and escaped text', () => {
  expect(latexTable(table)).toBe(
    String.raw`\begin{table}
  \centering
  \caption{Accuracy, \%}
  \begin{tabular}{lr}
    \toprule
    method & s1 \\
    \midrule
    ms-darts \& co & 64.1 $\pm$ 0.3 (3) \\
    \bottomrule
  \end{tabular}
\end{table}
`,
  );
});

test('no character of a text has a meaning of its own in LaTeX', () => {
  const special = fc.string({
    unit: fc.constantFrom('\\', '{', '}', '$', '&', '#', '%', '_', '^', '~', 'a'),
  });
  fc.assert(
    fc.property(special, (text) => {
      const escaped = escapeLatex(text);
      const left = escaped.replaceAll(
        /\\(?:textbackslash|textasciitilde|textasciicircum)\{\}|\\[{}$&#%_]/gu,
        '',
      );
      expect(left).toMatch(/^a*$/u);
    }),
  );
});

test('a Markdown table keeps its columns when a cell holds a bar', () => {
  expect(markdownTable({ head: ['a', 'b'], rows: [['1|2', '3']] })).toBe(
    '| a | b |\n| --- | ---: |\n| 1\\|2 | 3 |\n',
  );
});

test('CSV comes back as it was, quotes, commas and line breaks included', () => {
  const cell = fc.string().filter((text) => !/^[=@+\-\t\r]/u.test(text) && !text.includes('\r'));
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 3 }), { minLength: 1 }), (rows) => {
      expect(Papa.parse(csvText(rows).slice(0, -1), { newline: '\n', delimiter: ',' }).data).toEqual(rows);
    }),
  );
});

test('a negative number is no formula, an equals sign is one', () => {
  expect(csvText([['-0.5', '=1+1', '-Infinity']])).toBe('-0.5,"\'=1+1",-Infinity\n');
});
