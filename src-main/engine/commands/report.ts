/** How an engine command answers: one JSON object on stdout, its report or what went wrong. */
import { z } from 'zod';
import { describeError, PlateauError } from '../../../src-shared/errors.ts';
import { errorCode } from '../run/durable.ts';

/** The exit code with which an engine command refuses what it was asked for. */
export const REFUSED = 2;

/** The answer in a report's place. */
export const failureSchema = z.strictObject({
  error: z.strictObject({ message: z.string(), remedy: z.string() }),
});
type Failure = z.output<typeof failureSchema>['error'] & { readonly exitCode: number };

function failureOf(error: unknown): Failure {
  const message = describeError(error);
  if (error instanceof PlateauError)
    return { message: error.message, remedy: error.remedy, exitCode: REFUSED };
  if (errorCode(error)?.startsWith('ERR_PARSE_ARGS') === true)
    return { message, remedy: 'See --help.', exitCode: REFUSED };
  return { message, remedy: 'This is a defect: please report it.', exitCode: 1 };
}

/** Prints what `work` reports; an error sets the exit code. */
export async function printReport(work: () => object | Promise<object>): Promise<void> {
  let answer: object;
  try {
    answer = await work();
  } catch (error) {
    const { exitCode, ...failure } = failureOf(error);
    answer = { error: failure };
    process.exitCode = exitCode;
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
