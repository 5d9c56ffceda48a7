import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { PlateauError } from '../../src-shared/errors.ts';
import { HostGone, remoteTransport } from './remote.ts';
import { serve, type HostServer } from './server.ts';

const TOKEN = 'right-token';
let server: HostServer | undefined;
afterEach(async () => server?.close());

async function start(): Promise<number> {
  server = await serve((name, payload) => {
    if (name === 'refuse') return Promise.reject(new PlateauError('No.', 'Ask otherwise.'));
    return Promise.resolve({ name, payload });
  }, TOKEN);
  return server.port;
}

function post(
  port: number,
  path: string,
  headers: Record<string, string>,
  body = '{}',
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port, path, method: 'POST', headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    });
    call.on('error', reject).end(body);
  });
}

const authorization = `Bearer ${TOKEN}`;

describe('the server of the host', () => {
  it('answers commands of its clients', async () => {
    const client = remoteTransport({ pid: 1, start: '', port: await start(), token: TOKEN });
    expect(await client.invoke('any', { a: 1 })).toEqual({ name: 'any', payload: { a: 1 } });
  });

  it('hands errors over with their remedy', async () => {
    const client = remoteTransport({ pid: 1, start: '', port: await start(), token: TOKEN });
    await expect(client.invoke('refuse', {})).rejects.toEqual(new PlateauError('No.', 'Ask otherwise.'));
  });

  it('refuses callers without the token', async () => {
    const port = await start();
    expect(await post(port, '/command/any', {})).toBe(401);
    expect(await post(port, '/command/any', { authorization: 'Bearer wrong-token' })).toBe(401);
  });

  it('refuses names that were pointed at this machine', async () => {
    const port = await start();
    expect(await post(port, '/command/any', { authorization, host: `evil.example:${port}` })).toBe(403);
    expect(await post(port, '/command/any', { authorization, host: `127.0.0.1:${port}` })).toBe(200);
  });

  it('knows nothing but commands', async () => {
    expect(await post(await start(), '/', { authorization })).toBe(404);
  });

  it('survives bodies that are no JSON', async () => {
    const port = await start();
    expect(await post(port, '/command/any', { authorization }, '{')).toBe(500);
    expect(await post(port, '/command/any', { authorization })).toBe(200);
  });

  it('is told apart from a host that is not there', async () => {
    const port = await start();
    await server?.close();
    server = undefined;
    const client = remoteTransport({ pid: 1, start: '', port, token: TOKEN });
    await expect(client.invoke('any', {})).rejects.toSatisfy(
      (error) => error instanceof HostGone && !error.sent,
    );
  });
});
