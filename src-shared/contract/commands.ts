/**
 * The contract between the host and its clients (command line, window, browser): one table, command
 * name → what goes in and what comes out. Both sides parse with these schemas.
 */
import { z } from 'zod';
import { searchConfigSchema } from '../run/config.ts';
import { runDetailSchema, runEventsSchema, runStateSchema, runSummarySchema, seriesSchema } from './runs.ts';

const run = z
  .string()
  .min(1)
  .describe('id of a run, a beginning of it that fits only one, its name, or "last"');
const oneRun = z.strictObject({ run });

export const commands = {
  'host.info': {
    input: z.strictObject({}),
    output: z.strictObject({
      home: z.string(),
      pid: z.int(),
      devices: z.array(z.string()),
      parallel: z.int().describe('runs at the same time on one device'),
      running: z.int(),
      queued: z.int(),
    }),
  },
  'queue.configure': {
    input: z.strictObject({ parallel: z.int().min(1).max(64) }),
    output: z.strictObject({ parallel: z.int() }),
  },
  'runs.list': {
    input: z.strictObject({ state: runStateSchema.optional() }),
    output: z.strictObject({ runs: z.array(runSummarySchema) }),
  },
  'runs.get': { input: oneRun, output: runDetailSchema },
  'runs.series': {
    input: z.strictObject({ run, names: z.array(z.string()).min(1).max(100) }),
    output: z.strictObject({ series: z.array(seriesSchema) }),
  },
  'runs.events': {
    input: z.strictObject({ run, since: z.int().min(0).default(0) }),
    output: runEventsSchema,
  },
  'runs.create': { input: z.strictObject({ config: searchConfigSchema }), output: runSummarySchema },
  'runs.resume': {
    input: z.strictObject({
      run,
      from: z.string().min(1).optional().describe('a checkpoint file; without it the newest'),
    }),
    output: runSummarySchema,
  },
  'runs.stop': { input: oneRun, output: runSummarySchema },
  'runs.pause': { input: oneRun, output: runSummarySchema },
  'runs.cancel': { input: oneRun, output: runSummarySchema },
  'runs.import': {
    input: z.strictObject({ folder: z.string().min(1), link: z.boolean().default(false) }),
    output: runSummarySchema,
  },
  'store.rebuild': {
    input: z.strictObject({}),
    output: z.strictObject({
      runs: z.int(),
      skipped: z.array(z.strictObject({ folder: z.string(), reason: z.string() })),
    }),
  },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

export type CommandName = keyof typeof commands;
/** What a caller passes: fields with a default may be left out. */
export type CommandInput<N extends CommandName> = z.input<(typeof commands)[N]['input']>;
/** What a handler receives after parsing. */
export type CommandArguments<N extends CommandName> = z.output<(typeof commands)[N]['input']>;
export type CommandOutput<N extends CommandName> = z.output<(typeof commands)[N]['output']>;

/** One handler a command; a missing one does not compile. */
export type CommandHandlers = {
  readonly [N in CommandName]: (input: CommandArguments<N>) => CommandOutput<N> | Promise<CommandOutput<N>>;
};

export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}
