/** The command line: all commands, usage errors and exit codes. */
import { Command, CommanderError } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { closest } from '../../src-shared/contract/closest.ts';
import type { Frame } from './command.ts';
import { addBench } from './commands/bench.ts';
import { addControl } from './commands/control.ts';
import { addDataset } from './commands/dataset.ts';
import { addDoctor } from './commands/doctor.ts';
import { addEvaluate } from './commands/evaluate.ts';
import { addExport } from './commands/export.ts';
import { addGenotype } from './commands/genotype.ts';
import { addImport, addStore } from './commands/import.ts';
import { addMethods } from './commands/methods.ts';
import { addOpen } from './commands/open.ts';
import { addRuns } from './commands/runs.ts';
import { addSearch } from './commands/search.ts';
import { addShow } from './commands/show.ts';
import { addSpectrum } from './commands/spectrum.ts';
import { addStopRule } from './commands/stopRule.ts';
import { addTrash } from './commands/trash.ts';
import { addVerify } from './commands/verify.ts';
import { addWorker } from './commands/worker.ts';
import { createOutput, UsageError } from './output.ts';

const LAST_GROUP = 'Installation and engine:';

/** In the order of `--help`: a group a heading. */
const GROUPS: Readonly<Record<string, readonly ((program: Command, frame: Frame) => void)[]>> = {
  'Searching and evaluating:': [addSearch, addMethods, addEvaluate, addControl],
  'Results:': [addOpen, addRuns, addShow, addGenotype, addExport, addSpectrum, addStopRule],
  'Data and runs from elsewhere:': [addDataset, addImport, addStore, addTrash],
  [LAST_GROUP]: [addDoctor, addVerify, addBench, addWorker],
};

function buildProgram(frame: Frame): Command {
  const program = new Command('plateau')
    .description('Differentiable architecture search with a flat landscape: MS-DARTS and its relatives.')
    .version(packageJson.version)
    .addHelpCommand(
      new Command('help').argument('[command]').summary('explain a command').helpGroup(LAST_GROUP),
    );
  for (const [heading, adders] of Object.entries(GROUPS)) {
    program.commandsGroup(heading);
    for (const add of adders) add(program, frame);
  }
  return program;
}

/** Throws instead of leaving the process; with `--json` the message is for `runCli` to print. */
function prepare(command: Command, json: boolean): void {
  command.exitOverride();
  if (json) command.configureOutput({ outputError: () => undefined });
  for (const child of command.commands) prepare(child, json);
}

/** What commander lets pass: `--json` without a command, `help` with a name that is none. */
function refusal(program: Command, argv: readonly string[]): UsageError | undefined {
  const [first, topic] = argv.filter((word) => word !== '--json');
  const names = program.commands.map((command) => command.name());
  if (first === undefined && argv.length > 0)
    return new UsageError('--json needs a command whose answer it prints.', 'See --help.');
  if (first !== 'help' || topic === undefined || topic.startsWith('-')) return undefined;
  if (topic === 'help' || names.includes(topic)) return undefined;
  const suggestion = closest(topic, names);
  return new UsageError(
    `There is no command "${topic}".`,
    suggestion === undefined ? 'See --help.' : `Did you mean ${suggestion}?`,
  );
}

/** Runs the command line `argv` (without node and script); returns the exit code: 0, 1, or 2 for wrong usage. */
export async function runCli(argv: readonly string[], frame: Omit<Frame, 'exit'> = {}): Promise<number> {
  let exitCode = 0;
  const exit = (code: number): void => void (exitCode = code);
  const program = buildProgram({ ...frame, exit });
  const json = argv.includes('--json');
  prepare(program, json);
  const refused = refusal(program, argv);
  if (refused !== undefined) return createOutput(json).fail(refused);
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0; // --help, --version
    const message = error.message.replace(/^error: /u, '');
    if (json) createOutput(true).fail(new UsageError(message, 'See --help.'));
    return 2;
  }
  return exitCode;
}
