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

/** One line for a terminal or a log: what happened, then what to do. */
export function describeError(error: unknown): string {
  if (error instanceof PlateauError) return `${error.message} ${error.remedy}`;
  return error instanceof Error ? error.message : String(error);
}
