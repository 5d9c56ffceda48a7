/** The events of a host in another process: one WebSocket, opened with the first listener, opened again when it breaks. */
import { WebSocket } from 'ws';
import { z } from 'zod';
import { EVENTS_PATH, PROTOCOL } from '../server/eventSockets.ts';
import { createHub, type Listener } from './hub.ts';

/** ms before the host is looked for again. */
const RETRY = 500;

const frameSchema = z.object({ event: z.string(), payload: z.unknown() });

/** Listens to the host that `current` names, as long as somebody listens here. */
export function remoteEvents(current: () => { readonly port: number; readonly token: string } | undefined) {
  const hub = createHub();
  let listening = 0;
  let socket: WebSocket | undefined;
  let timer: NodeJS.Timeout | undefined;

  function tryAgain(): void {
    socket = undefined;
    if (listening > 0) timer = setTimeout(open, RETRY);
  }

  function open(): void {
    const address = current();
    if (address === undefined) {
      tryAgain();
      return;
    }
    socket = new WebSocket(`ws://127.0.0.1:${address.port}${EVENTS_PATH}`, [PROTOCOL, address.token]);
    socket.on('message', (data: Buffer) => {
      const { event, payload } = frameSchema.parse(JSON.parse(data.toString('utf8')));
      hub.relay(event, payload);
    });
    socket.on('error', () => undefined); // 'close' follows
    socket.on('close', tryAgain);
  }

  function close(): void {
    listening = 0;
    clearTimeout(timer);
    socket?.removeListener('close', tryAgain);
    socket?.terminate();
    socket = undefined;
  }

  return {
    subscribe: (name: string, listener: Listener): (() => void) => {
      const end = hub.subscribe(name, listener);
      listening++;
      if (listening === 1) open();
      let ended = false;
      return () => {
        if (ended) return;
        ended = true;
        end();
        listening--;
        if (listening === 0) close();
      };
    },
    close,
  };
}
