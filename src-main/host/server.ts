/**
 * The contract over HTTP on 127.0.0.1: one POST a command, JSON in and out. Only who can read the
 * lock file has the token; the Host header is checked against pages that point a name of their own
 * at 127.0.0.1 (DNS rebinding).
 */
import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describeError, PlateauError, UsageError } from '../../src-shared/errors.ts';

/** Bytes of the largest request body taken. */
const BODY_LIMIT = 1_000_000;

export const COMMAND_PATH = '/command/';

export type Dispatch = (name: string, payload: unknown) => Promise<unknown>;

export interface HostServer {
  readonly port: number;
  close(): Promise<void>;
}

function sameText(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array); // a request is a stream of bytes, typed as any
    size += bytes.length;
    if (size > BODY_LIMIT)
      throw new PlateauError(`The request is longer than ${BODY_LIMIT} bytes.`, 'Send a smaller one.');
    chunks.push(bytes);
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    connection: 'close',
  });
  response.end(JSON.stringify(body));
}

/** Serves `dispatch` on a free port of 127.0.0.1 to callers that know `token`. */
export async function serve(dispatch: Dispatch, token: string): Promise<HostServer> {
  let port = 0;

  /** Why a request is not answered: status and words. */
  function refusal({ headers, method, url = '' }: IncomingMessage): readonly [number, string] | undefined {
    if (headers.host !== `127.0.0.1:${port}`) return [403, 'Wrong host.'];
    if (!sameText(headers.authorization ?? '', `Bearer ${token}`)) return [401, 'Wrong token.'];
    return method === 'POST' && url.startsWith(COMMAND_PATH) ? undefined : [404, 'No such page.'];
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refused = refusal(request);
    if (refused !== undefined) {
      reply(response, refused[0], { error: { message: refused[1], remedy: '', usage: false } });
      return;
    }
    try {
      const name = (request.url ?? '').slice(COMMAND_PATH.length);
      reply(response, 200, { result: await dispatch(name, await readBody(request)) });
    } catch (error) {
      const known = error instanceof PlateauError;
      const message = known ? error.message : describeError(error);
      const remedy = known ? error.remedy : '';
      reply(response, known ? 400 : 500, { error: { message, remedy, usage: error instanceof UsageError } });
    }
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  port = address.port;
  return {
    port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
