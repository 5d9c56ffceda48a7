/**
 * An error a user can act on: `message` quotes the offending value and the bound it breaks,
 * `remedy` says what to do next. Anything else that is thrown is a defect of the program.
 */
export class PlateauError extends Error {
  readonly remedy: string;

  constructor(message: string, remedy: string) {
    super(message);
    this.name = 'PlateauError';
    this.remedy = remedy;
  }
}

/** What was asked for cannot be run: unknown flags, values out of range or that do not fit. Exit code 2. */
export class UsageError extends PlateauError {}

/** Runs `check`; what it refuses is a mistake in what was asked for. */
export function asUsage<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof PlateauError) throw new UsageError(error.message, error.remedy);
    throw error;
  }
}

/** One line for a terminal or a log: what happened, then what to do. */
export function describeError(error: unknown): string {
  if (error instanceof PlateauError) return `${error.message} ${error.remedy}`;
  return error instanceof Error ? error.message : String(error);
}
