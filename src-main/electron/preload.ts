/**
 * What a page gets of Electron: asking the host and hearing from it, nothing else. Runs in the sandbox,
 * so it imports nothing but electron; the main process checks sender, name and payload.
 */
import { contextBridge, ipcRenderer } from 'electron';

type Listener = (payload: unknown) => void;

const listeners = new Map<string, Set<Listener>>();

ipcRenderer.on('plateau:event', (_event, name: unknown, payload: unknown) => {
  for (const listener of listeners.get(String(name)) ?? []) listener(payload);
});

contextBridge.exposeInMainWorld('plateau', {
  /** `{result}` or `{error: {message, remedy, usage}}`, as over HTTP. */
  invoke: (name: string, payload: unknown): Promise<unknown> =>
    ipcRenderer.invoke('plateau:invoke', name, payload),
  /** Calls `listener` with every event of that name until the returned function is called. */
  subscribe: (name: string, listener: Listener): (() => void) => {
    const known = listeners.get(name) ?? new Set();
    listeners.set(name, known.add(listener));
    return () => void known.delete(listener);
  },
});
