/** The common frame of all commands: options parsed, `--json`, errors, exit codes, the host. */
import type { Command } from 'commander';
import { z } from 'zod';
import { explainIssue } from '../../src-shared/contract/issues.ts';
import { connect, type Connection } from '../host/connect.ts';
import { plateauHome } from '../host/home.ts';
import type { HostOptions } from '../host/host.ts';
import { flagOf } from '../../src-shared/run/commandLine.ts';
import { createOutput, UsageError, type Answer, type Output } from './output.ts';

/** What a command works with. */
export interface Context {
  readonly home: string;
  readonly output: Output;
  /** The host of the home, living or this process from now on; closed when the command is done. */
  readonly connect: (options?: HostOptions) => Promise<Connection>;
}

/** How the program is put together: the entry gives the defaults, tests another worker. */
export interface Frame {
  readonly worker?: string;
  /** Folder of the built views. */
  readonly views?: string;
  /** Receives the exit code of the command that ran. */
  readonly exit: (code: number) => void;
}

/** A command that stays gives its answer early by itself, and returns none. */
export type Run<O> = (context: Context, args: string[], options: O) => Promise<Answer | undefined>;

/** Parses the options of a command; what does not fit is named by its flag. */
export function parseOptions<S extends z.ZodType>(schema: S, options: unknown): z.output<S> {
  const parsed = schema.safeParse(options);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const { problem, remedy } = explainIssue(issue, options);
  throw new UsageError(`${flagOf(String(issue.path[0] ?? ''))} ${problem}`, remedy);
}

/** Makes `command` run `run`: its answer is printed, its error explained, its connection closed. */
export function runs<S extends z.ZodType>(
  command: Command,
  frame: Frame,
  schema: S,
  run: Run<z.output<S>>,
): Command {
  return command.option('--json', 'print one JSON object on stdout, nothing else').action(async () => {
    const { json, ...options } = command.opts<Record<string, unknown>>();
    const output = createOutput(json === true);
    let connection: Connection | undefined;
    const context: Context = {
      home: plateauHome(),
      output,
      async connect(hostOptions = {}) {
        connection ??= await connect(plateauHome(), {
          ...(frame.worker === undefined ? {} : { worker: frame.worker }),
          ...(frame.views === undefined ? {} : { views: frame.views }),
          onTrouble: (message) => output.note(message),
          ...hostOptions,
        });
        return connection;
      },
    };
    try {
      const answer = await run(context, command.args, parseOptions(schema, options));
      if (answer !== undefined) output.answer(answer);
      frame.exit(answer?.exitCode ?? 0);
    } catch (error) {
      frame.exit(output.fail(error));
    } finally {
      await connection?.close();
    }
  });
}

/** For commands without options of their own. */
export const noOptions = z.strictObject({});
