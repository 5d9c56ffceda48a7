/** The contract over HTTP and a WebSocket of the server this page came from. */
import { z } from 'zod';
import { PlateauError } from '../../src-shared/errors.ts';
import { resultOf, type LiveTransport } from './liveTransport.ts';

const TOKEN_KEY = 'plateau.token';
/** ms before the WebSocket is tried again. */
const RETRY = 1000;

const frameSchema = z.object({ event: z.string(), payload: z.unknown() });

/** The token in the page's address (`#token=…`), moved to the tab's memory so that it leaves the address bar. */
function takeToken(): string {
  const token = /[#&]token=([\w-]+)/u.exec(location.hash)?.[1];
  if (token !== undefined) {
    sessionStorage.setItem(TOKEN_KEY, token);
    history.replaceState(null, '', `${location.pathname}#/`);
  }
  return token ?? sessionStorage.getItem(TOKEN_KEY) ?? '';
}

export function browserTransport(): LiveTransport {
  const token = takeToken();
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  const watchers = new Set<(connected: boolean) => void>();
  let connected = false;

  function tell(now: boolean): void {
    if (now === connected) return;
    connected = now;
    for (const watcher of watchers) watcher(now);
  }

  function listen(): void {
    const socket = new WebSocket(`${location.origin.replace(/^http/u, 'ws')}/events`, ['plateau', token]);
    socket.addEventListener('open', () => tell(true));
    socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      const { event, payload } = frameSchema.parse(JSON.parse(String(data)));
      for (const listener of listeners.get(event) ?? []) listener(payload);
    });
    socket.addEventListener('close', () => {
      tell(false);
      setTimeout(listen, RETRY);
    });
  }
  if (token !== '') listen();

  return {
    async invoke(name, payload) {
      let response: Response;
      try {
        response = await fetch(`/command/${name}`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: JSON.stringify(payload),
        });
      } catch {
        throw new PlateauError(
          'The host does not answer.',
          'Its runs go on. Start it again with `plateau open`.',
        );
      }
      if (response.status === 401)
        throw new PlateauError(
          'This page has no valid token for the host.',
          'Open the address that `plateau open` printed.',
        );
      return resultOf(await response.json());
    },
    subscribe(name, listener) {
      const known = listeners.get(name) ?? new Set();
      listeners.set(name, known);
      known.add(listener);
      return () => void known.delete(listener);
    },
    onConnection(watcher) {
      watchers.add(watcher);
      watcher(connected);
    },
  };
}
