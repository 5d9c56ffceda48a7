/** What every way to the host offers a page. */
import { z } from 'zod';
import type { Transport } from '../../src-shared/contract/client.ts';
import { PlateauError } from '../../src-shared/errors.ts';

export interface LiveTransport extends Required<Transport> {
  /** Told whether the host can be reached; called once at the start and at every change. */
  readonly onConnection: (listener: (connected: boolean) => void) => void;
}

const answerSchema = z.union([
  z.object({ result: z.unknown() }),
  z.object({ error: z.object({ message: z.string(), remedy: z.string() }) }),
]);

/** The result in an answer of the host; its error is thrown. */
export function resultOf(answer: unknown): unknown {
  const parsed = answerSchema.parse(answer);
  if ('error' in parsed) throw new PlateauError(parsed.error.message, parsed.error.remedy);
  return parsed.result;
}
