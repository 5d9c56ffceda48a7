/** One POST a command, JSON in and out: `/command/<name>`. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { closest } from '../../src-shared/contract/closest.ts';
import { commands, isCommandName } from '../../src-shared/contract/commands.ts';
import { sameText } from './guard.ts';
import { Refusal, replyJson } from './reply.ts';

export const COMMAND_PATH = '/command/';

export type Dispatch = (name: string, payload: unknown) => Promise<unknown>;

/** Bytes of the largest request body taken. */
const BODY_LIMIT = 1_000_000;

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array); // a request is a stream of bytes, typed as any
    size += bytes.length;
    if (size > BODY_LIMIT)
      throw new Refusal(413, `The request is longer than ${BODY_LIMIT} bytes.`, 'Send a smaller one.', {
        connection: 'close',
      });
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new Refusal(400, 'The body of the request is not valid JSON.', 'Send the input of the command.');
  }
}

function unknownCommand(name: string): Refusal {
  const suggestion = closest(name, Object.keys(commands));
  return new Refusal(
    404,
    `There is no command "${name}".`,
    suggestion === undefined
      ? 'Use a client of the same version as the host.'
      : `Did you mean ${suggestion}?`,
  );
}

/** Runs the command that `request` asks for, if its caller knows `token`. */
export async function answerCommand(
  request: IncomingMessage,
  response: ServerResponse,
  { dispatch, token }: { dispatch: Dispatch; token: string },
): Promise<void> {
  if (!sameText(request.headers.authorization ?? '', `Bearer ${token}`))
    throw new Refusal(401, 'Wrong token.', 'Open the address that `plateau open` prints.', {
      'www-authenticate': 'Bearer',
    });
  if (request.method !== 'POST')
    throw new Refusal(405, `A command is asked by POST, not ${request.method ?? 'nothing'}.`, '', {
      allow: 'POST',
    });
  const name = (request.url ?? '').slice(COMMAND_PATH.length);
  if (!isCommandName(name)) throw unknownCommand(name);
  replyJson(response, 200, { result: await dispatch(name, parsed(await readBody(request))) });
}
