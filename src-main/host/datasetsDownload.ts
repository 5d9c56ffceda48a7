/** Downloads that go on where they stopped: within a call after a dropped connection, and in a later call. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { PlateauError, describeError } from '../../src-shared/errors.ts';
import type { Progress } from '../engine/dataset/rawDataset.ts';

export interface DownloadRequest {
  readonly url: string;
  /** Where the whole, checked file ends up; `<file>.part` is kept while it is not whole. */
  readonly file: string;
  readonly md5: string;
  /** Longest time until the server's answer begins. */
  readonly connectSeconds: number;
  /** Longest silence within the answer. */
  readonly stallSeconds: number;
}

/** The server cannot be reached or does not give the whole file: another source may. */
export class DownloadError extends PlateauError {
  constructor(url: string, problem: string) {
    super(
      `${url} could not be downloaded: ${problem}.`,
      'Check the connection and repeat the command (it goes on where it stopped), or give the file with --from.',
    );
    this.name = 'DownloadError';
  }
}

/** Attempts without a new byte before giving up, and the pause before each. */
const ATTEMPTS = 4;
const PAUSE_MS = 500;
const REDIRECTS = 5;

async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => undefined))?.size ?? 0;
}

async function md5Of(file: string): Promise<string> {
  const hash = createHash('md5');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** Node's client and not `fetch`, which would unpack a .gz that the server labels as an encoding. */
function get(
  url: URL,
  from: number,
  request: DownloadRequest,
  redirects = REDIRECTS,
): Promise<http.IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>();
  const client = url.protocol === 'http:' ? http : https;
  const outgoing = client.get(url, { headers: from > 0 ? { Range: `bytes=${from}-` } : {}, agent: false });
  const limit = setTimeout(() => {
    outgoing.destroy(new Error(`no answer within ${request.connectSeconds} s`));
  }, request.connectSeconds * 1000);
  outgoing.setTimeout(request.stallSeconds * 1000, () => {
    outgoing.destroy(new Error(`silent for ${request.stallSeconds} s`));
  });
  outgoing.on('error', reject);
  outgoing.on('close', () => {
    clearTimeout(limit);
  });
  outgoing.on('response', (answer) => {
    clearTimeout(limit);
    const { location } = answer.headers;
    if (location === undefined || redirects === 0) {
      resolve(answer);
      return;
    }
    answer.resume();
    get(new URL(location, url), from, request, redirects - 1).then(resolve, reject);
  });
  return promise;
}

/** First byte and whole size that an answer speaks of; NaN where it does not say. */
function extentOf(answer: http.IncomingMessage): { from: number; total: number } {
  const range = /bytes (\d+)-\d+\/(\d+)/.exec(answer.headers['content-range'] ?? '');
  if (range) return { from: Number(range[1]), total: Number(range[2]) };
  return { from: 0, total: Number(answer.headers['content-length'] ?? NaN) };
}

/** One connection's worth of the file, appended to `part`. */
async function transfer(request: DownloadRequest, part: string, progress: Progress): Promise<void> {
  const have = await sizeOf(part);
  const answer = await get(new URL(request.url), have, request);
  if (answer.statusCode === 416) {
    // Asked for what lies behind the end: whole already, or longer than the file. The digest tells.
    answer.resume();
    return;
  }
  if (answer.statusCode !== 200 && answer.statusCode !== 206) {
    answer.resume();
    throw new DownloadError(
      request.url,
      `the server answered ${answer.statusCode} ${answer.statusMessage ?? ''}`.trim(),
    );
  }
  const { from, total } = extentOf(answer);
  if (from !== 0 && from !== have) {
    answer.destroy();
    throw new DownloadError(request.url, `the server went on at byte ${from} instead of ${have}`);
  }
  // A server that does not know ranges sends the file from its beginning.
  const handle = await open(part, from === 0 ? 'w' : 'a');
  let done = from;
  try {
    const parts: AsyncIterable<Uint8Array> = answer;
    for await (const bytes of parts) {
      await handle.writeFile(bytes);
      done += bytes.length;
      progress({
        label: `downloading ${request.url}`,
        done,
        ...(Number.isNaN(total) ? {} : { total }),
        unit: 'bytes',
      });
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  if (done < total) throw new Error(`the connection ended at byte ${done} of ${total}`);
}

/** Transfers until the file is whole; each new byte gives the connection its attempts back. */
async function transferAll(request: DownloadRequest, part: string, progress: Progress): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const before = await sizeOf(part);
    try {
      await transfer(request, part, progress);
      return;
    } catch (error) {
      if (error instanceof DownloadError) throw error;
      const gained = (await sizeOf(part)) > before;
      // Nothing at all on the first try: not reachable, and the caller may know another source.
      if ((attempt === 1 && !gained) || attempt >= ATTEMPTS)
        throw new DownloadError(request.url, describeError(error));
      if (gained) attempt = 1;
      await sleep(PAUSE_MS * attempt);
    }
  }
}

/** Downloads `url` to `file`, unless it is there already, and checks its digest. */
export async function download(request: DownloadRequest, progress: Progress): Promise<void> {
  const { url, file, md5 } = request;
  if ((await sizeOf(file)) > 0 && (await md5Of(file)) === md5) return;
  await mkdir(path.dirname(file), { recursive: true });
  const part = `${file}.part`;
  await transferAll(request, part, progress);
  const found = await md5Of(part);
  if (found !== md5) {
    await rm(part, { force: true });
    throw new PlateauError(
      `${url} gave a file with MD5 ${found} instead of ${md5}.`,
      'It was deleted. Repeat the command, or get the file elsewhere and give it with --from.',
    );
  }
  await rename(part, file);
}
