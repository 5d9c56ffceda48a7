/**
 * The contract over HTTP and a WebSocket, and the built views beside it. On 127.0.0.1 always; on another
 * address only when told so. Nothing is answered to callers under another name, commands and events only
 * to those with the token, which the lock file holds.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PlateauError } from '../../src-shared/errors.ts';
import { answerCommand, COMMAND_PATH, type Dispatch } from './command.ts';
import { serveEvents, type Subscribe } from './eventSockets.ts';
import { isLoopback, isWildcard, ownNames, refusedCaller } from './guard.ts';
import { Refusal, replyError } from './reply.ts';
import { answerFile } from './staticFiles.ts';

export interface ServerOptions {
  readonly dispatch: Dispatch;
  readonly subscribe: Subscribe;
  readonly token: string;
  /** Folder of the built views. */
  readonly views: string;
  /** Address to listen on beside 127.0.0.1. */
  readonly listen?: string;
  /** 0 or absent: a free one. */
  readonly port?: number;
}

export interface HostServer {
  readonly port: number;
  /** Answers what has been asked, for a moment, and ends. */
  close(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';
/** ms that answers under way have at the end. */
const PATIENCE = 3000;

const LISTEN_ERRORS: Readonly<Record<string, { readonly problem: string; readonly remedy: string }>> = {
  EADDRINUSE: { problem: 'is taken by another program', remedy: 'Choose another one with --port.' },
  EACCES: { problem: 'may not be opened', remedy: 'Choose a port above 1023 with --port.' },
  EADDRNOTAVAIL: { problem: 'is not of this machine', remedy: 'Give one of its addresses with --listen.' },
  ENOTFOUND: { problem: 'is no address', remedy: 'Give an address of this machine with --listen.' },
};

async function open(server: Server, address: string, port: number): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, address, resolve);
    });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const meaning = LISTEN_ERRORS[code];
    if (meaning === undefined) throw error;
    throw new PlateauError(`${address}, port ${port} ${meaning.problem} (${code}).`, meaning.remedy);
  }
  const bound: AddressInfo | string | null = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('the server has no port');
  return bound.port;
}

function shut(server: Server): Promise<void> {
  if (!server.listening) return Promise.resolve();
  const impatient = setTimeout(() => server.closeAllConnections(), PATIENCE);
  return new Promise((resolve) => {
    server.close(() => {
      clearTimeout(impatient);
      resolve();
    });
  });
}

/** Opens the server. */
export async function serve(options: ServerOptions): Promise<HostServer> {
  const { listen = LOOPBACK, views } = options;
  const names = ownNames(listen);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const refused = refusedCaller(request.headers, names);
      if (refused !== undefined) throw new Refusal(403, refused);
      if (request.url?.startsWith(COMMAND_PATH) === true) await answerCommand(request, response, options);
      else await answerFile(request, response, views);
    } catch (error) {
      if (response.headersSent) response.destroy();
      else replyError(response, error);
    }
  }

  const create = (): Server => createServer((request, response) => void answer(request, response));
  // Clients on this machine come by the loopback address, whatever else is listened on.
  const addresses = isLoopback(listen) ? [LOOPBACK] : isWildcard(listen) ? [listen] : [LOOPBACK, listen];
  const servers = addresses.map(create);
  let port = options.port ?? 0;
  try {
    for (const [index, address] of addresses.entries()) port = await open(servers[index]!, address, port);
  } catch (error) {
    await Promise.all(servers.map(shut));
    throw error;
  }
  const endEvents = serveEvents(servers, { ...options, names });
  return {
    port,
    async close() {
      endEvents();
      await Promise.all(servers.map(shut));
    },
  };
}
