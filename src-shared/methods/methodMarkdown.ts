/** The pages of docs/methods, in Markdown. */
import { METHODS } from './catalog.ts';
import { costText, expectedText, methodCommand, methodFacts, paperText, valueText } from './methodText.ts';
import { METHOD_NAMES, type MethodName } from './names.ts';

const MADE = '<!-- Made from src-shared/methods by `npm run docs`. -->';

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** docs/methods/<name>.md */
export function methodMarkdown(name: MethodName): string {
  const { title, source, paper, rule, equation, knobs, composes, known, command, ...measured } =
    methodFacts(name);
  const rows = knobs.map((knob) => [`\`${knob.flag}\``, valueText(knob), knob.from, knob.doc]);
  return [
    MADE,
    `# ${title}`,
    `${paperText(paper)}. Settings from: ${source}.`,
    rule,
    ['```', ...equation, '```'].join('\n'),
    ['```sh', command, `${command} --preset small   # on two CPU cores`, '```'].join('\n'),
    '## Knobs',
    '`method`: set so by the method, from the source above; `default`: that of every search.',
    table(['flag', 'value', 'from', 'what it is'], rows),
    '## Composes',
    composes,
    '## Numbers',
    [`- Cost: ${costText(measured)}.`, `- CIFAR-10 in the paper: ${expectedText(measured)}.`].join('\n'),
    ...(known.length === 0 ? [] : ['## Known', known.map((line) => `- ${line}`).join('\n')]),
  ].join('\n\n');
}

/** docs/methods/README.md */
export function methodsMarkdown(): string {
  const rows = METHOD_NAMES.map((name) => {
    const { title, paper } = METHODS[name];
    return [`[${title}](${name}.md)`, `\`${methodCommand(name)}\``, paperText(paper)];
  });
  return [
    MADE,
    '# Methods',
    'All run on the same engine and on S1–S5, most of them in the spaces of NAS-Bench-1Shot1 too ([which](../nasbench.md)). `plateau methods` lists them, `plateau methods <name>` prints a page; with `--preset small` or `--preset demo` a method keeps its own knobs on a small network. What is a part rather than a method (partial channels, edge normalisation, drop path, stop rules, selection by perturbation, second order) is a knob that goes with the others; a combination that makes no sense is refused with the reason.',
    table(['method', 'command', 'paper'], rows),
  ].join('\n\n');
}
