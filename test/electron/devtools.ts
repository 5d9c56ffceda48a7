/**
 * Speaks the DevTools protocol to a page of an Electron that is older than what Playwright drives: evaluates
 * expressions and takes pictures.
 */
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { z } from 'zod';

/** ms between two looks, and how many there are: half a minute for a slow machine. */
const PAUSE = 100;
const LOOKS = 300;

const targetsSchema = z.array(
  z.object({ type: z.string(), url: z.string(), webSocketDebuggerUrl: z.string() }),
);
const answerSchema = z.object({
  id: z.int().optional(),
  result: z.unknown().optional(),
  error: z.object({ message: z.string() }).optional(),
});
const evaluatedSchema = z.object({
  result: z.object({ value: z.unknown().optional() }),
  exceptionDetails: z.object({ exception: z.object({ description: z.string().optional() }) }).optional(),
});

/** Looks until `look` gives something. */
export async function until<T>(what: string, look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (let count = 0; count < LOOKS; count++) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(PAUSE);
  }
  throw new Error(`${what} did not come within ${(LOOKS * PAUSE) / 1000} s`);
}

async function pages(port: number): Promise<z.infer<typeof targetsSchema>> {
  const targets = targetsSchema.parse(await (await fetch(`http://127.0.0.1:${port}/json`)).json());
  return targets.filter(({ type }) => type === 'page');
}

/** The addresses of all pages. */
export async function pageAddresses(port: number): Promise<string[]> {
  return (await pages(port)).map(({ url }) => url);
}

async function targetOf(port: number, address: string): Promise<string | undefined> {
  try {
    return (await pages(port)).find(({ url }) => url.startsWith(address))?.webSocketDebuggerUrl;
  } catch {
    return undefined; // not listening yet
  }
}

export interface Page {
  /** The value of a JavaScript expression in the page, promises awaited. */
  evaluate(expression: string): Promise<unknown>;
  screenshot(file: string): Promise<void>;
  /** Closes the page as its user does. */
  close(): Promise<void>;
}

/** The page whose address begins with `url`, once it is there. */
export async function openPage(port: number, url: string): Promise<Page> {
  const socket = new WebSocket(await until(`a page at ${url}`, () => targetOf(port, url)));
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  socket.on('message', (data: Buffer) => {
    const { id, result, error } = answerSchema.parse(JSON.parse(data.toString('utf8')));
    if (id === undefined) return; // an event
    if (error === undefined) waiting.get(id)?.resolve(result);
    else waiting.get(id)?.reject(new Error(error.message));
    waiting.delete(id);
  });

  let last = 0;
  function send(method: string, params: object = {}): Promise<unknown> {
    const answer = Promise.withResolvers<unknown>();
    waiting.set(++last, answer);
    socket.send(JSON.stringify({ id: last, method, params }));
    return answer.promise;
  }

  return {
    async evaluate(expression) {
      const options = { expression, awaitPromise: true, returnByValue: true };
      const { result, exceptionDetails } = evaluatedSchema.parse(await send('Runtime.evaluate', options));
      if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception.description);
      return result.value;
    },
    async screenshot(file) {
      const { data } = z.object({ data: z.base64() }).parse(await send('Page.captureScreenshot'));
      writeFileSync(file, Buffer.from(data, 'base64'));
    },
    async close() {
      socket.send(JSON.stringify({ id: ++last, method: 'Page.close' })); // may end before it answers
      await new Promise((resolve) => socket.once('close', resolve));
    },
  };
}
