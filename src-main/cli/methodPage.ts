/** The page of a method as plain text. */
import {
  costText,
  expectedText,
  paperText,
  valueText,
  type MethodFacts,
} from '../../src-shared/methods/methodText.ts';
import { palette } from './palette.ts';
import { renderTable } from './table.ts';

/** Characters of a line. */
const WIDTH = 100;
const DOC_WIDTH = 60;

/** Breaks `text` between words; lines after the first begin with `indent`. */
export function wrapped(text: string, width: number, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length <= width || line === '') line = longer;
    else {
      lines.push(line);
      line = indent + word;
    }
  }
  return [...lines, line].join('\n');
}

/** Rule, equation, knobs, numbers and what is known, one below the other. */
export function pageText(facts: MethodFacts): string {
  const { name, title, source, paper, rule, equation, knobs, composes, known, command } = facts;
  const { bold, dim } = palette(process.stdout);
  const rows = knobs.flatMap((knob) => {
    const [doc = '', ...more] = wrapped(knob.doc, DOC_WIDTH).split('\n');
    return [[knob.flag, valueText(knob), knob.from, doc], ...more.map((line) => ['', '', '', line])];
  });
  const columns = ['KNOB', 'VALUE', 'FROM', 'WHAT IT IS'].map((column) => ({ title: column }));
  const section = (heading: string, text: string): string => `${bold(heading)}\n${text}`;
  const remarks = known.map((line) => wrapped(`- ${line}`, WIDTH, '  ')).join('\n');
  return [
    `${bold(title)} (${name})\n${dim(`${paperText(paper)}\n${source}`)}`,
    wrapped(rule, WIDTH),
    equation.map((line) => `    ${line}`).join('\n'),
    section('Command', `    ${command}\n    ${command} --preset small   # on two CPU cores`),
    section('Knobs', renderTable(columns, rows, dim)),
    section('Composes', wrapped(composes, WIDTH)),
    section('Cost', costText(facts)),
    section('CIFAR-10 in the paper', expectedText(facts)),
    ...(remarks === '' ? [] : [section('Known', remarks)]),
  ].join('\n\n');
}
