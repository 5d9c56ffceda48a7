/** Hands the host's events to whoever listens: views in this process, sockets of the server. */
import type { EventName, EventPayload } from '../../src-shared/contract/events.ts';

export type Listener = (payload: unknown) => void;
export type Hub = ReturnType<typeof createHub>;

/** A place where events are published and listened to. */
export function createHub() {
  const listeners = new Map<string, Set<Listener>>();
  function relay(name: string, payload: unknown): void {
    for (const listener of [...(listeners.get(name) ?? [])]) listener(payload);
  }

  return {
    /** Calls `listener` with every event of that name until the returned function is called. */
    subscribe: (name: string, listener: Listener): (() => void) => {
      const known = listeners.get(name) ?? new Set();
      listeners.set(name, known.add(listener));
      return () => void known.delete(listener);
    },
    /** Hands on an event that came from elsewhere. */
    relay,
    publish<N extends EventName>(name: N, payload: EventPayload<N>): void {
      relay(name, payload);
    },
  };
}
