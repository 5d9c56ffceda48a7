/** What `search` and `evaluate` share: a configuration made of a preset, a file and flags, and the options for it. */
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { z } from 'zod';
import { asUsage, PlateauError } from '../../src-shared/errors.ts';
import { numberOrText, type Knobs } from '../../src-shared/run/knobs.ts';
import type { Preset } from '../../src-shared/run/presetTable.ts';
import type { Connection } from '../host/connect.ts';
import { addKnobFlags, readKnobFlags, withFlags } from './flags.ts';
import { UsageError } from './output.ts';

/** The options of a command that starts runs; its knobs come beside them. */
export const startOptions = z.looseObject({
  preset: z.string().optional(),
  config: z.string().optional(),
  detach: z.boolean().optional(),
  dryRun: z.boolean().optional(),
  parallel: z.int().min(1).max(64).optional(),
});
export type StartOptions = z.output<typeof startOptions>;

type Values = Record<string, unknown>;

/** The knobs in a JSON file; `check` refuses values that are none. */
export function readConfigFile(file: string, check: (value: Values, what: string) => unknown): Values {
  let value: Values;
  try {
    value = z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const reason =
      error instanceof z.ZodError ? 'it holds no JSON object' : error instanceof Error ? error.message : '';
    throw new UsageError(
      `The configuration ${file} cannot be read: ${reason}.`,
      'Give a JSON file with knobs, such as the config.json of a run.',
    );
  }
  asUsage(() => check(value, file)); // names the file in what is wrong
  return value;
}

/** The knobs that were given: those of the file, the flags on top. */
export function givenKnobs(file: Values, options: StartOptions, knobs: Knobs<string>): Values {
  return { ...file, ...readKnobFlags(options, knobs) };
}

/** A refusal told by the flags; anything else as it is. */
function byFlags(error: unknown): unknown {
  return error instanceof PlateauError
    ? new UsageError(withFlags(error.message), withFlags(error.remedy))
    : error;
}

/** Runs `make`; what it refuses is wrong usage, told by the flags. */
export function explained<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw byFlags(error);
  }
}

/** What `work` refuses as wrong usage, the host or a look at the data set, is told by the flags. */
export async function explainedLater<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof UsageError ? byFlags(error) : error;
  }
}

/** Sets how many runs the host computes at the same time, where that was asked for. */
export async function setParallel(client: Connection, { parallel }: StartOptions): Promise<void> {
  if (parallel !== undefined) await client.invoke('queue.configure', { parallel });
}

/** A table of names and titles below the options of `--help`. */
export type HelpLists = Readonly<Record<string, Readonly<Record<string, { readonly title: string }>>>>;

function listsHelp(lists: HelpLists): string {
  const width = Math.max(
    ...Object.values(lists).flatMap((list) => Object.keys(list).map(({ length }) => length)),
  );
  const sections = Object.entries(lists).map(([heading, list]) => {
    const lines = Object.entries(list).map(([name, { title }]) => `  ${name.padEnd(width)}  ${title}`);
    return `\n${heading}\n${lines.join('\n')}\n`;
  });
  return `${sections.join('')}\nFlags win over --config, --config over --preset, --preset over the defaults.\n`;
}

export interface StartKind {
  /** `search`, `evaluation`. */
  readonly noun: string;
  readonly presets: Readonly<Record<string, Preset<object>>>;
  /** What `--preset` says of them; all names unless given. */
  readonly presetDoc?: string;
  /** What is listed below the options; the presets unless given. */
  readonly lists?: HelpLists;
  readonly knobs: Knobs<string>;
  /** Headings with the knobs below them; one for all unless given. */
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  readonly dryRun: string;
}

/** Adds the options of a command that starts runs, `own` among them before the knobs. */
export function addStartOptions(
  command: Command,
  { noun, presets, presetDoc, lists, knobs, groups, dryRun }: StartKind,
  own: (command: Command) => void = () => undefined,
): void {
  own(command);
  command
    .option('--preset <name>', presetDoc ?? `named settings: ${Object.keys(presets).join(', ')}`)
    .option('--config <file>', 'JSON file with knobs, such as the config.json of a run')
    .option('--dry-run', dryRun)
    .option('--detach', 'start (or queue) the run and come back at once')
    .option(
      '--parallel <number>',
      'runs at the same time on one device, while this host lives (1–64; default 1)',
      numberOrText,
    )
    .addHelpText('after', listsHelp(lists ?? { 'Presets:': presets }));
  for (const [heading, names] of Object.entries(groups ?? { [`Knobs of the ${noun}:`]: [...knobs.keys()] })) {
    command.optionsGroup(heading);
    addKnobFlags(command, new Map([...knobs].filter(([name]) => names.includes(name))));
  }
  command.optionsGroup('Output:');
}
