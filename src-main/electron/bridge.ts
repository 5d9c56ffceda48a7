/**
 * The contract between a window and the host: what a page may ask, and the host's answer as it is. A
 * failure travels inside the answer, because an error that crosses to a page loses all but its message.
 */
import { isCommandName } from '../../src-shared/contract/commands.ts';
import { describeError, PlateauError, UsageError } from '../../src-shared/errors.ts';

/** The frame a message came from. */
export interface Sender {
  readonly url: string;
  /** false: a frame inside the page. */
  readonly top: boolean;
}

export type Answer =
  | { readonly result: unknown }
  | { readonly error: { readonly message: string; readonly remedy: string; readonly usage: boolean } };

export type Call = (name: string, payload: unknown) => Promise<unknown>;

/** Characters of the longest payload a page may send, as JSON; the host takes no more either. */
export const PAYLOAD_LIMIT = 900_000;

/** The command and payload of a message, or why it is not passed on. */
function accepted(
  isOurs: (url: string) => boolean,
  sender: Sender | undefined,
  name: unknown,
  payload: unknown,
): { readonly name: string; readonly payload: unknown } {
  if (sender === undefined || !sender.top || !isOurs(sender.url))
    throw new PlateauError(
      `A page at ${sender?.url ?? 'an unknown address'} may not ask the host.`,
      'Use the window of Plateau itself.',
    );
  if (typeof name !== 'string' || !isCommandName(name))
    throw new UsageError(`There is no command "${String(name)}".`, 'Restart Plateau after an update.');
  const text = asJson(payload);
  if (text.length > PAYLOAD_LIMIT)
    throw new UsageError(
      `What is sent with ${name} has ${text.length} characters; at most ${PAYLOAD_LIMIT} are taken.`,
      'Send less at once.',
    );
  return { name, payload: JSON.parse(text) };
}

function asJson(payload: unknown): string {
  try {
    const text: unknown = JSON.stringify(payload); // of undefined, a function or a symbol there is none
    if (typeof text === 'string') return text;
  } catch {
    // A cycle or a bigint; said below.
  }
  throw new UsageError('What was sent cannot be written as JSON.', 'Send plain data.');
}

/** The handler of a page's messages: checks the sender, the name and the payload, then asks the host. */
export function createBridge(isOurs: (url: string) => boolean, call: Call) {
  return async (sender: Sender | undefined, name: unknown, payload: unknown): Promise<Answer> => {
    try {
      const message = accepted(isOurs, sender, name, payload);
      return { result: await call(message.name, message.payload) };
    } catch (error) {
      const known = error instanceof PlateauError;
      return {
        error: {
          message: known ? error.message : describeError(error),
          remedy: known ? error.remedy : '',
          usage: error instanceof UsageError,
        },
      };
    }
  };
}
