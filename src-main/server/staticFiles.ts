/** The built views: files of one folder, to everybody who may talk to the server. They hold no data. */
import { createReadStream, type Stats } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { CONTENT_TYPES } from './contentTypes.ts';
import { Refusal, SECURITY_HEADERS } from './reply.ts';

/** Names in `assets/` carry a digest of their content. */
const HASHED = /^\/assets\/.+-[\w-]{8,}\.\w+$/u;
const FOREVER = 'public, max-age=31536000, immutable';

const NO_PAGE = new Refusal(404, 'No such page.');
const NOT_BUILT = new Refusal(
  404,
  'The views are not built.',
  'Run `npm run build` in the folder of Plateau and reload this page.',
);

/** The path in a URL, decoded; undefined when it could lead out of a folder. */
export function plainPath(url: string): string | undefined {
  let name: string;
  try {
    name = decodeURIComponent(url.replace(/[?#].*$/su, ''));
  } catch {
    return undefined;
  }
  // A second decoding never happens, so "%252e" stays a name; Windows takes backslashes and colons as paths.
  if (!name.startsWith('/') || /[\0\\:]/u.test(name)) return undefined;
  return name.split('/').some((part) => part.startsWith('.')) ? undefined : name;
}

/** The file behind `name` in `folder`, links followed; undefined when there is none inside it. */
async function findFile(folder: string, name: string): Promise<{ file: string; stats: Stats } | undefined> {
  try {
    const root = await realpath(folder);
    const file = await realpath(path.join(root, name));
    const stats = await stat(file);
    return file.startsWith(root + path.sep) && stats.isFile() ? { file, stats } : undefined;
  } catch {
    return undefined; // not there, or not readable
  }
}

/** Answers with a file of `folder`; `index.html` for the folder itself. */
export async function answerFile(
  { method, url = '/' }: IncomingMessage,
  response: ServerResponse,
  folder: string,
): Promise<void> {
  if (method !== 'GET' && method !== 'HEAD')
    throw new Refusal(405, 'Only GET and HEAD are answered here.', '', { allow: 'GET, HEAD' });
  const name = plainPath(url);
  if (name === undefined) throw NO_PAGE;
  const wanted = name === '/' ? '/index.html' : name;
  const type = CONTENT_TYPES[path.extname(wanted).toLowerCase()];
  const found = type === undefined ? undefined : await findFile(folder, wanted);
  if (found === undefined) throw name === '/' ? NOT_BUILT : NO_PAGE;
  response.writeHead(200, {
    ...SECURITY_HEADERS,
    'content-type': type,
    'content-length': found.stats.size,
    'cache-control': HASHED.test(wanted) ? FOREVER : 'no-cache',
  });
  if (method === 'HEAD') response.end();
  else await pipeline(createReadStream(found.file), response);
}
