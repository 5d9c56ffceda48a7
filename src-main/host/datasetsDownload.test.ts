import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { serveFile, unreachableUrl } from '../../test/fixtures/dataset/fileServer.ts';
import { temporaryFolder } from '../../test/fixtures/dataset/temporaryFolder.ts';
import { DownloadError, download } from './datasetsDownload.ts';
import type { DownloadRequest } from './datasetsDownload.ts';

const CONTENT = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, i) => (i * i) >> 7));
const MD5 = createHash('md5').update(CONTENT).digest('hex');

function request(baseUrl: string, override: Partial<DownloadRequest> = {}): DownloadRequest {
  const file = path.join(temporaryFolder(), 'downloads', 'archive.tar.gz');
  return { url: `${baseUrl}archive.tar.gz`, file, md5: MD5, connectSeconds: 2, stallSeconds: 5, ...override };
}

const quiet = (): void => undefined;

test('a file is downloaded as it is, with its progress in bytes', async () => {
  const { baseUrl } = await serveFile(CONTENT);
  const asked = request(baseUrl);
  const done: (number | undefined)[] = [];
  await download(asked, (update) => done.push(update.done, update.total));
  expect(readFileSync(asked.file).equals(CONTENT)).toBe(true);
  expect(done.slice(-2)).toEqual([300_000, 300_000]);
  expect(existsSync(`${asked.file}.part`)).toBe(false);
});

test('a connection that drops is taken up again at the byte where it ended', async () => {
  const server = await serveFile(CONTENT, { drops: [100_000, 50_000] });
  const asked = request(server.baseUrl);
  await download(asked, quiet);
  expect(readFileSync(asked.file).equals(CONTENT)).toBe(true);
  expect(server.ranges).toEqual(['', 'bytes=100000-', 'bytes=150000-']);
});

test('a part that an earlier call left is kept and completed', async () => {
  const server = await serveFile(CONTENT);
  const asked = request(server.baseUrl, { file: path.join(temporaryFolder(), 'archive.tar.gz') });
  writeFileSync(`${asked.file}.part`, CONTENT.subarray(0, 1234));
  await download(asked, quiet);
  expect(readFileSync(asked.file).equals(CONTENT)).toBe(true);
  expect(server.ranges).toEqual(['bytes=1234-']);
});

test('a part that is whole already is only checked', async () => {
  const server = await serveFile(CONTENT);
  const asked = request(server.baseUrl, { file: path.join(temporaryFolder(), 'archive.tar.gz') });
  writeFileSync(`${asked.file}.part`, CONTENT);
  await download(asked, quiet);
  expect(readFileSync(asked.file).equals(CONTENT)).toBe(true);
  await download(asked, quiet);
  expect(server.ranges).toEqual(['bytes=300000-']);
});

test('a server that does not know ranges sends the file anew', async () => {
  const server = await serveFile(CONTENT, { drops: [100_000], ranges: false });
  const asked = request(server.baseUrl);
  await download(asked, quiet);
  expect(readFileSync(asked.file).equals(CONTENT)).toBe(true);
});

test('a file with another digest is refused with both digests and not kept', async () => {
  const { baseUrl } = await serveFile(CONTENT);
  const asked = request(baseUrl, { md5: '0'.repeat(32) });
  await expect(download(asked, quiet)).rejects.toThrow(`MD5 ${MD5} instead of ${'0'.repeat(32)}`);
  expect(existsSync(asked.file) || existsSync(`${asked.file}.part`)).toBe(false);
});

test('a server that cannot be reached, refuses, or never answers is told as a DownloadError', async () => {
  await expect(download(request(await unreachableUrl()), quiet)).rejects.toThrow(DownloadError);
  const silent = net.createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void silent.close());
  const address = silent.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const waiting = download(request(`http://127.0.0.1:${port}/`, { connectSeconds: 0.2 }), quiet);
  await expect(waiting).rejects.toThrow('no answer within 0.2 s');
});
