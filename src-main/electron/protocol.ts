/**
 * Serves the built views below `app://plateau/`: files of one folder, each with the content security
 * policy. Free of Electron, which `compat.ts` connects.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../engine/run/durable.ts';
import { SECURITY_HEADERS } from '../server/reply.ts';
import { CONTENT_TYPES } from '../server/contentTypes.ts';
import { plainPath } from '../server/staticFiles.ts';
import { isOwnUrl } from './origin.ts';

export interface Page {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

function page(status: number, type: string, body: Uint8Array): Page {
  return {
    status,
    headers: {
      ...SECURITY_HEADERS,
      'content-type': type,
      'cache-control': 'no-cache', // the files of the next version have to win
    },
    body,
  };
}

const refusal = (status: number, words: string): Page => page(status, 'text/plain', Buffer.from(words));

/** The file that `url` names inside `folder`; undefined when it leads elsewhere or is no plain path. */
export function fileOf(folder: string, url: string): string | undefined {
  if (!isOwnUrl(url)) return undefined;
  const name = plainPath(new URL(url).pathname || '/');
  return name === undefined ? undefined : path.join(folder, name === '/' ? 'index.html' : name);
}

/** Answers a request for a page, script, style or font of the views in `folder`. */
export async function servePage(folder: string, method: string, url: string): Promise<Page> {
  if (method !== 'GET' && method !== 'HEAD') return refusal(405, 'Only GET is answered.');
  const file = fileOf(folder, url);
  const type = CONTENT_TYPES[path.extname(file ?? '')];
  if (file === undefined || type === undefined) return refusal(404, 'No such page.');
  try {
    return page(200, type, await readFile(file));
  } catch (error) {
    if (['ENOENT', 'EISDIR', 'ENOTDIR'].includes(errorCode(error) ?? ''))
      return refusal(404, 'No such page.');
    throw error;
  }
}
