import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request, type IncomingHttpHeaders } from 'node:http';
import { networkInterfaces, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CONTENT_SECURITY_POLICY } from '../../src-shared/contract/csp.ts';
import { PlateauError } from '../../src-shared/errors.ts';
import { HostGone, remoteTransport } from '../host/remote.ts';
import { serve, type HostServer, type ServerOptions } from './server.ts';

const TOKEN = 'right-token';
const authorization = `Bearer ${TOKEN}`;

let folder: string;
let server: HostServer | undefined;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'plateau-views-'));
  const views = path.join(folder, 'views');
  mkdirSync(path.join(views, 'assets'), { recursive: true });
  writeFileSync(path.join(folder, 'secret.txt'), 'secret');
  writeFileSync(path.join(views, 'index.html'), '<!doctype html>');
  writeFileSync(path.join(views, 'assets', 'index-Bx3kQ_9a.js'), 'export {};');
  writeFileSync(path.join(views, 'data.bin'), 'x');
  symlinkSync(path.join(folder, 'secret.txt'), path.join(views, 'link.txt'));
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  rmSync(folder, { recursive: true });
});

async function start(options: Partial<ServerOptions> = {}): Promise<number> {
  server = await serve({
    dispatch: (name, payload) => {
      if (name === 'runs.stop') return Promise.reject(new PlateauError('No.', 'Ask otherwise.'));
      if (name === 'runs.pause') return Promise.reject(new TypeError('x is not a function'));
      return Promise.resolve({ name, payload });
    },
    subscribe: () => () => undefined,
    token: TOKEN,
    views: path.join(folder, 'views'),
    ...options,
  });
  return server.port;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function ask(
  port: number,
  target: string,
  {
    method = 'POST',
    headers = {},
    body = '{}',
    host = '127.0.0.1',
  }: {
    method?: string;
    headers?: Record<string, string>;
    body?: string;
    host?: string;
  } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request({ host, port, path: target, method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
      );
    });
    call.on('error', reject).end(method === 'POST' ? body : undefined);
  });
}

const get = (port: number, target: string, headers: Record<string, string> = {}): Promise<Answer> =>
  ask(port, target, { method: 'GET', headers });

async function status(...args: Parameters<typeof ask>): Promise<number> {
  return (await ask(...args)).status;
}

describe('commands', () => {
  it('are answered to clients with the token', async () => {
    const client = remoteTransport({ port: await start(), token: TOKEN });
    expect(await client.invoke('runs.get', { a: 1 })).toEqual({ name: 'runs.get', payload: { a: 1 } });
  });

  it('hand errors over with their remedy, and defects without their stack', async () => {
    const port = await start();
    const client = remoteTransport({ port, token: TOKEN });
    await expect(client.invoke('runs.stop', {})).rejects.toEqual(new PlateauError('No.', 'Ask otherwise.'));
    const defect = await ask(port, '/command/runs.pause', { headers: { authorization } });
    expect(defect.status).toBe(500);
    expect(JSON.parse(defect.body)).toMatchObject({ error: { message: 'x is not a function' } });
    expect(defect.body).not.toContain('.ts:');
  });

  it('are refused without the token', async () => {
    const port = await start();
    expect(await status(port, '/command/host.info')).toBe(401);
    for (const wrong of ['Bearer wrong-token', `bearer ${TOKEN}`, TOKEN, 'Bearer '])
      expect(await status(port, '/command/host.info', { headers: { authorization: wrong } })).toBe(401);
  });

  it('say what is wrong with a request by its status', async () => {
    const port = await start();
    const headers = { authorization };
    expect(await status(port, '/command/host.nothing', { headers })).toBe(404);
    expect((await ask(port, '/command/host.inf', { headers })).body).toContain('Did you mean host.info?');
    expect(await status(port, '/command/toString', { headers })).toBe(404);
    expect(await status(port, '/command/host.info', { headers, body: '{' })).toBe(400);
    expect(await status(port, '/command/host.info', { headers, body: '' })).toBe(400);
    expect(await status(port, '/command/host.info', { headers, body: `"${'x'.repeat(1_000_000)}"` })).toBe(
      413,
    );
    const got = await get(port, '/command/host.info', headers);
    expect([got.status, got.headers.allow]).toEqual([405, 'POST']);
    expect(await status(port, '/command/host.info', { headers })).toBe(200);
  });
});

describe('a caller', () => {
  it('is refused under a name that was pointed at this machine', async () => {
    const port = await start();
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      'a@127.0.0.1',
      '127.0.0.1/x',
      '127.0.0.1.evil.example',
    ]) {
      expect(await status(port, '/command/host.info', { headers: { authorization, host } })).toBe(403);
      expect((await get(port, '/', { host })).status).toBe(403);
    }
    for (const host of ['127.0.0.1', `localhost:${port}`, `LOCALHOST:${port}`, `[::1]:${port}`])
      expect(await status(port, '/command/host.info', { headers: { authorization, host } })).toBe(200);
  });

  it('is refused from the page of another server', async () => {
    const port = await start();
    const own = `127.0.0.1:${port}`;
    for (const origin of [
      'http://evil.example',
      'null',
      `https://${own}`,
      `http://localhost:${port}`,
      `http://127.0.0.1:${port + 1}`,
    ])
      expect(await status(port, '/command/host.info', { headers: { authorization, origin } })).toBe(403);
    const answer = await ask(port, '/command/host.info', {
      headers: { authorization, origin: `http://${own}` },
    });
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('may use the address that was told to be listened on, and the loopback one as well', async () => {
    const address = Object.values(networkInterfaces())
      .flatMap((all) => all ?? [])
      .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
    const port = await start({ listen: address ?? '0.0.0.0' });
    const headers = { authorization };
    expect(await status(port, '/command/host.info', { headers })).toBe(200);
    if (address !== undefined)
      expect(await status(port, '/command/host.info', { headers, host: address })).toBe(200);
    expect(await status(port, '/command/host.info', { headers: { ...headers, host: 'evil.example' } })).toBe(
      403,
    );
  });

  it('is told when the host is not there', async () => {
    const port = await start();
    await server?.close();
    server = undefined;
    await expect(remoteTransport({ port, token: TOKEN }).invoke('host.info', {})).rejects.toSatisfy(
      (error) => error instanceof HostGone && !error.sent,
    );
  });
});

describe('the port', () => {
  it('is refused with a remedy when it is taken', async () => {
    const port = await start();
    const first = server;
    await expect(start({ port })).rejects.toThrow(`127.0.0.1, port ${port} is taken by another program`);
    server = first;
    await expect(start({ listen: '192.0.2.1' })).rejects.toThrow('is not of this machine');
    server = first;
  });
});

describe('the views', () => {
  it('are served to everybody with their types', async () => {
    const port = await start();
    const page = await get(port, '/');
    expect(page).toMatchObject({ status: 200, body: '<!doctype html>' });
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
    });
    const script = await get(port, '/assets/index-Bx3kQ_9a.js?v=1');
    expect(script.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    const head = await ask(port, '/index.html', { method: 'HEAD' });
    expect([head.status, head.headers['content-length'], head.body]).toEqual([200, '15', '']);
  });

  it('never lead out of their folder', async () => {
    const port = await start();
    for (const target of [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/assets/..%2f..%2fsecret.txt',
      '/assets/%2e%2e%2f%2e%2e%2fsecret.txt',
      '/%252e%252e/secret.txt',
      '/..%5csecret.txt',
      '//../secret.txt',
      '/link.txt',
      '/secret.txt%00.html',
      '/%',
      '/assets',
      '/data.bin',
      '/nothing.js',
      'http://127.0.0.1/../secret.txt',
    ]) {
      const answer = await get(port, target);
      expect([target, answer.status]).toEqual([target, 404]);
      expect(answer.body).not.toContain('secret');
    }
  });

  it('are only read', async () => {
    const answer = await ask(await start(), '/', { headers: { authorization } });
    expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  it('say how they are built when they are not', async () => {
    const answer = await get(await start({ views: path.join(folder, 'none') }), '/');
    expect([answer.status, answer.body]).toEqual([404, expect.stringContaining('npm run build')]);
  });

  it('come with the security headers, as every answer does', async () => {
    const port = await start();
    for (const target of ['/', '/nothing.js', '/command/host.info']) {
      const { headers } = await get(port, target);
      expect(headers).toMatchObject({
        'content-security-policy': CONTENT_SECURITY_POLICY,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'x-frame-options': 'DENY',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      });
    }
    expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe-eval|script-src[^;]*unsafe|\*/u);
  });
});
