/** The way to the host: the bridge of the window where there is one, else HTTP and a WebSocket. */
import { z } from 'zod';
import type { Transport } from '../../src-shared/contract/client.ts';
import { PlateauError } from '../../src-shared/errors.ts';
import { browserTransport } from './browserTransport.ts';

const answerSchema = z.union([
  z.object({ result: z.unknown() }),
  z.object({ error: z.object({ message: z.string(), remedy: z.string() }) }),
]);

/** The result in an answer of the host; its error is thrown. */
export function resultOf(answer: unknown): unknown {
  const parsed = answerSchema.parse(answer);
  if ('error' in parsed) throw new PlateauError(parsed.error.message, parsed.error.remedy);
  return parsed.result;
}

/** What the window's preload script offers. */
interface Bridge {
  invoke(name: string, payload: unknown): Promise<unknown>;
  subscribe(name: string, listener: (payload: unknown) => void): () => void;
}

declare global {
  interface Window {
    readonly plateau?: Bridge;
  }
}

export interface LiveTransport extends Required<Transport> {
  /** Told whether the host can be reached; called once at the start and at every change. */
  readonly onConnection: (listener: (connected: boolean) => void) => void;
}

function bridgeTransport(bridge: Bridge): LiveTransport {
  return {
    invoke: async (name, payload) => resultOf(await bridge.invoke(name, payload)),
    subscribe: (name, listener) => bridge.subscribe(name, listener),
    onConnection(listener) {
      listener(true);
      bridge.subscribe('connection', (connected) => listener(connected === true));
    },
  };
}

/** The transport of this page. */
export function openTransport(): LiveTransport {
  return window.plateau === undefined ? browserTransport() : bridgeTransport(window.plateau);
}
