import { connect as connectSocket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createHub } from '../host/hub.ts';
import { remoteTransport } from '../host/remote.ts';
import { serve, type HostServer } from './server.ts';

const TOKEN = 'right-token';
const hub = createHub();
const nothing = { runs: [], removed: [] };

let server: HostServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function start(port = 0): Promise<number> {
  server = await serve({
    dispatch: () => Promise.resolve({}),
    subscribe: hub.subscribe,
    token: TOKEN,
    views: '/nowhere',
    port,
  });
  return server.port;
}

/** Whether a socket is let in, or the status it is refused with. */
function knock(
  port: number,
  {
    protocols = ['plateau', TOKEN],
    path = '/events',
    headers = {},
  }: {
    protocols?: string[];
    path?: string;
    headers?: Record<string, string>;
  } = {},
): Promise<string | number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, protocols, { headers });
    socket.on('open', () => {
      resolve(socket.protocol);
      socket.terminate();
    });
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('error', () => undefined);
  });
}

describe('the events of the server', () => {
  it('are for callers with the token, from its own pages or from none', async () => {
    const port = await start();
    expect(await knock(port)).toBe('plateau');
    expect(await knock(port, { headers: { origin: `http://127.0.0.1:${port}` } })).toBe('plateau');
    expect(await knock(port, { protocols: ['plateau', 'wrong-token'] })).toBe(401);
    expect(await knock(port, { protocols: ['plateau'] })).toBe(401);
    expect(await knock(port, { protocols: [TOKEN, 'plateau'] })).toBe(401);
    expect(await knock(port, { path: '/other' })).toBe(404);
    expect(await knock(port, { headers: { origin: 'http://evil.example' } })).toBe(403);
    expect(await knock(port, { headers: { host: `evil.example:${port}` } })).toBe(403);
  });

  it('reach a client as they are published, and again after the server was away', async () => {
    const port = await start();
    const client = remoteTransport({ port, token: TOKEN });
    const heard: unknown[] = [];
    const end = client.subscribe('datasets.changed', (payload) => heard.push(payload));
    const untilHeard = async (count: number): Promise<void> => {
      while (heard.length < count) {
        hub.publish('datasets.changed', {});
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    hub.publish('runs.changed', nothing); // nobody asked for it
    await untilHeard(1);
    await server?.close();
    const before = heard.length;
    await start(port);
    await untilHeard(before + 1);
    expect(heard.every((payload) => JSON.stringify(payload) === '{}')).toBe(true);
    end();
    client.close();
  });

  it('drop a client that does not read', async () => {
    const port = await start();
    const ended = new Promise<void>((resolve, reject) => {
      const slow = connectSocket(port, '127.0.0.1', () => {
        slow.write(
          `GET /events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
            `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}\r\n` +
            `Sec-WebSocket-Protocol: plateau, ${TOKEN}\r\n\r\n`,
        );
      });
      slow.once('data', () => {
        slow.pause();
        const removed = Array.from({ length: 20_000 }, (_, n) => `run ${n}, the id of a run that is gone`);
        const timer = setInterval(() => hub.publish('runs.changed', { runs: [], removed }), 1);
        // What was sent before it was dropped can still be read; then the connection ends.
        setTimeout(() => slow.resume(), 1000);
        slow
          .on('error', () => undefined)
          .on('close', () => {
            clearInterval(timer);
            resolve();
          });
      });
      slow.on('error', reject);
    });
    await ended;
    expect(await knock(port)).toBe('plateau');
  });
});
