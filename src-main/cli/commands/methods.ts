/** `plateau methods`: the methods that a search can follow, and the page of each. */
import type { Command } from 'commander';
import { closest } from '../../../src-shared/contract/closest.ts';
import { METHODS } from '../../../src-shared/methods/catalog.ts';
import { pageText } from '../methodPage.ts';
import { methodCommand, methodFacts } from '../../../src-shared/methods/methodText.ts';
import { isMethodName, METHOD_NAMES, type MethodName } from '../../../src-shared/methods/names.ts';
import { noOptions, runs, type Frame } from '../command.ts';
import { UsageError, type Answer } from '../output.ts';
import { palette } from '../palette.ts';
import { renderTable } from '../table.ts';

const COLUMNS = ['NAME', 'METHOD', 'SOURCE'].map((title) => ({ title }));

function listAnswer(): Answer {
  const methods = METHOD_NAMES.map((name) => {
    const { title, source } = METHODS[name];
    return { name, title, command: methodCommand(name), source };
  });
  const { dim } = palette(process.stdout);
  const rows = methods.map(({ name, title, source }) => [name, title, source]);
  const below = 'Start one with `plateau search --method <name>`; `plateau methods <name>` explains it.';
  return { data: { methods }, text: `${renderTable(COLUMNS, rows, dim)}\n\n${below}` };
}

function named(name: string): MethodName {
  if (isMethodName(name)) return name;
  const suggestion = closest(name, METHOD_NAMES);
  throw new UsageError(
    `There is no method "${name}"; the methods are ${METHOD_NAMES.join(', ')}.`,
    suggestion === undefined ? 'Choose one of them.' : `Did you mean ${suggestion}?`,
  );
}

export function addMethods(program: Command, frame: Frame): void {
  const command = program
    .command('methods')
    .summary('list the methods, or explain one')
    .description(
      'Lists the methods that a search can follow; with a name its page: rule, equation, knobs, what it goes with, what is known of its code.',
    )
    .argument('[method]', 'name of a method');
  runs(command, frame, noOptions, (_context, [name]) => {
    if (name === undefined) return Promise.resolve(listAnswer());
    const facts = methodFacts(named(name));
    return Promise.resolve({ data: facts, text: pageText(facts) });
  });
}
