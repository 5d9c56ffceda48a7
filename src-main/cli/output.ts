/**
 * What a command says, in one of two voices: text for people, or with `--json` exactly one JSON object
 * on stdout. Logs and progress go to stderr, so that stdout can be piped.
 */
import { describeError, PlateauError, UsageError } from '../../src-shared/errors.ts';
import { palette } from './palette.ts';

export { UsageError };

/** The result of a command: the same content as data and as text. */
export interface Answer {
  readonly data: object;
  readonly text: string;
  /** 0 where left out. */
  readonly exitCode?: number;
}

export interface Output {
  readonly json: boolean;
  /** A line for people while a command runs: stdout, or stderr where stdout is for JSON. */
  say(text: string): void;
  /** A remark: always stderr. */
  note(text: string): void;
  answer(answer: Answer): void;
  /** Reports what went wrong and returns the exit code for it. */
  fail(error: unknown): number;
}

function write(stream: NodeJS.WriteStream, text: string): void {
  if (text !== '') stream.write(text.endsWith('\n') ? text : `${text}\n`);
}

function failureText(error: unknown): string {
  const colour = palette(process.stderr);
  if (error instanceof PlateauError)
    return `${colour.red('Error:')} ${error.message}${error.remedy === '' ? '' : `\n${colour.dim(error.remedy)}`}`;
  const trace = error instanceof Error ? error.stack : undefined;
  return `${colour.red('Error, a defect of Plateau:')} ${trace ?? describeError(error)}`;
}

export function createOutput(json: boolean): Output {
  return {
    json,
    say: (text) => write(json ? process.stderr : process.stdout, text),
    note: (text) => write(process.stderr, text),
    answer({ data, text }) {
      write(process.stdout, json ? JSON.stringify(data) : text);
    },
    fail(error) {
      const known = error instanceof PlateauError;
      const message = known ? error.message : describeError(error);
      if (json)
        write(process.stdout, JSON.stringify({ error: { message, remedy: known ? error.remedy : '' } }));
      else write(process.stderr, failureText(error));
      return error instanceof UsageError ? 2 : 1;
    },
  };
}
