/** Programs that print one JSON report. The engine's run in a Node of their own: TensorFlow never loads beside the store. */
import path from 'node:path';
import { execa } from 'execa';
import type { z } from 'zod';
import { parseOrExplain } from '../../src-shared/contract/issues.ts';
import { PlateauError, UsageError } from '../../src-shared/errors.ts';
import { failureSchema, REFUSED } from '../engine/commands/report.ts';

const COMMANDS = path.join(import.meta.dirname, '../engine/commands');

export interface ReportOptions {
  /** Variables beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Ends the program. */
  readonly signal?: AbortSignal;
  /** Its progress is not shown: nobody looks at the stderr of this process. */
  readonly quiet?: boolean;
}

/** TensorFlow's notices of how it was built (level I, and that its log begins) tell a user nothing. */
function* withoutNotices(line: string): Generator<string> {
  if (!/^(I\d{4} |WARNING: All log messages before absl)/u.test(line)) yield line;
}

function lastWords(stderr: string | undefined): string {
  const line = stderr?.trimEnd().split('\n').at(-1)?.trim() ?? '';
  return line === '' ? 'It said nothing;' : `Its last words: ${line}`;
}

/** Runs a program and returns its report: one JSON object on stdout; its progress goes to stderr. Its error is thrown. */
export async function programReport<S extends z.ZodType>(
  name: string,
  [file, ...args]: readonly [string, ...string[]],
  schema: S,
  { env = {}, signal: cancelSignal, quiet = false }: ReportOptions = {},
): Promise<z.output<S>> {
  const { stdout, stderr, exitCode, signal } = await execa(file, args, {
    stdin: 'ignore',
    stderr: [withoutNotices, quiet ? 'pipe' : 'inherit'],
    reject: false,
    env,
    ...(cancelSignal === undefined ? {} : { cancelSignal }),
  });
  let report: unknown;
  try {
    report = JSON.parse(stdout);
  } catch {
    throw new PlateauError(
      `${name} ended without a report (${signal ?? `exit code ${exitCode ?? 'unknown'}`}).`,
      `${quiet ? lastWords(stderr) : 'What it said before stands above;'} \`plateau doctor\` checks the installation.`,
    );
  }
  const failure = failureSchema.safeParse(report);
  if (failure.success) {
    const { message, remedy } = failure.data.error;
    throw new (exitCode === REFUSED ? UsageError : PlateauError)(message, remedy);
  }
  return parseOrExplain(schema, report, `the report of ${name}`);
}

/** Runs an engine command and returns its report. */
export async function engineReport<S extends z.ZodType>(
  name: 'verify' | 'bench' | 'spectrum' | 'estimate' | 'export',
  args: readonly string[],
  schema: S,
  options: ReportOptions = {},
): Promise<z.output<S>> {
  const script = path.join(COMMANDS, `${name}.ts`);
  return programReport(name, [process.execPath, script, ...args], schema, options);
}
