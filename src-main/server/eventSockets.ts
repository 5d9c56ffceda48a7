/** Events over WebSockets at `/events`: one JSON frame `{event, payload}` each, to callers with the token. */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { events } from '../../src-shared/contract/events.ts';
import { refusedCaller, sameText } from './guard.ts';

export const EVENTS_PATH = '/events';
/** The subprotocol; the token follows it as a second one, since a page can set no other header. */
export const PROTOCOL = 'plateau';

export type Subscribe = (name: string, listener: (payload: unknown) => void) => () => void;

/** Bytes that may wait for a client; one that reads slower is dropped, and lists anew when it comes back. */
const BACKLOG = 4 * 2 ** 20;
/** ms between two signs of life that are asked for; without one the connection ends. */
const HEARTBEAT = 15_000;

export interface EventSocketsOptions {
  readonly token: string;
  readonly subscribe: Subscribe;
  readonly names: ReadonlySet<string>;
  readonly backlog?: number;
}

function refusal(
  { headers, url }: IncomingMessage,
  token: string,
  names: ReadonlySet<string>,
): number | undefined {
  if (refusedCaller(headers, names) !== undefined) return 403;
  if (url !== EVENTS_PATH) return 404;
  const [protocol, given] = (headers['sec-websocket-protocol'] ?? '').split(',').map((part) => part.trim());
  return protocol === PROTOCOL && sameText(given ?? '', token) ? undefined : 401;
}

/** Answers the upgrades of `servers`; the returned function ends all connections. */
export function serveEvents(
  servers: readonly Server[],
  { token, subscribe, names, backlog = BACKLOG }: EventSocketsOptions,
): () => void {
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: true,
    maxPayload: 1024, // clients say nothing
    perMessageDeflate: false,
    handleProtocols: () => PROTOCOL,
  });
  const answered = new WeakSet<WebSocket>();

  function send(event: string, payload: unknown): void {
    if (sockets.clients.size === 0) return;
    const frame = JSON.stringify({ event, payload });
    for (const client of sockets.clients) {
      if (client.readyState !== WebSocket.OPEN) continue;
      if (client.bufferedAmount > backlog) client.terminate();
      else client.send(frame);
    }
  }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const status = refusal(request, token, names);
    if (status !== undefined) {
      socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      answered.add(client);
      client.on('pong', () => answered.add(client));
      client.on('error', () => client.terminate());
    });
  }

  function askForLife(): void {
    for (const client of sockets.clients) {
      if (!answered.delete(client)) client.terminate();
      else client.ping();
    }
  }

  for (const server of servers) server.on('upgrade', upgrade);
  const ends = Object.keys(events).map((name) => subscribe(name, (payload) => send(name, payload)));
  const timer = setInterval(askForLife, HEARTBEAT);
  return () => {
    clearInterval(timer);
    for (const end of ends) end();
    for (const client of sockets.clients) client.terminate();
    sockets.close();
  };
}
