/** The way to the host: the bridge of the window where there is one, else HTTP and a WebSocket. */
import { browserTransport } from './browserTransport.ts';
import { resultOf, type LiveTransport } from './liveTransport.ts';

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
