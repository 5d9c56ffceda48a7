/**
 * The host: owns the store and the run queue of a home, watches the run folders and serves the
 * contract. Runs are processes of their own, so they go on when the host ends; the next host finds
 * them again.
 */
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { dispatch, type Transport } from '../../src-shared/contract/client.ts';
import { describeError, PlateauError } from '../../src-shared/errors.ts';
import { makeFolder } from '../engine/run/durable.ts';
import { serve } from '../server/server.ts';
import { openStore } from '../store/store.ts';
import { listDevices } from './devices.ts';
import { createChanges } from './changes.ts';
import { createHandlers } from './handlers.ts';
import { homePaths } from './home.ts';
import { createHub, type Hub } from './hub.ts';
import { livingLock, releaseLock, takeLock } from './lock.ts';
import type { HostAddress } from './remote.ts';
import { createScheduler } from './scheduler.ts';
import { WORKER_SCRIPT } from './spawn.ts';
import { createTracker } from './tracker.ts';

/** Where `npm run build` puts the views. */
export const VIEWS = path.join(import.meta.dirname, '../../dist/renderer');

/** ms between two looks at the logs of active runs. */
const TICK = 250;
/** Every so many looks all runs are looked at: one may have been resumed by hand. */
const FULL_TICK = 20;

export interface HostOptions {
  /** Runs at the same time on one device. */
  readonly parallel?: number;
  /** The script that runs a run folder. */
  readonly worker?: string;
  /** Address to serve on beside 127.0.0.1. */
  readonly listen?: string;
  /** Port to serve on; absent: a free one. */
  readonly port?: number;
  /** Folder of the built views. */
  readonly views?: string;
  /** Told what went wrong while nobody was asking, once each. */
  readonly onTrouble?: (message: string) => void;
}

export interface Host extends Required<Transport> {
  /** Where its server listens. */
  readonly address: HostAddress;
  close(): Promise<void>;
}

/** Becomes the host of `home`; refused while another one lives. */
export async function openHost(home: string, options: HostOptions = {}): Promise<Host> {
  const { lock, runs } = homePaths(home);
  makeFolder(runs);
  makeFolder(path.dirname(lock));
  const token = randomBytes(24).toString('base64url');
  // Requests that come before the store is open wait for it.
  const core = Promise.withResolvers<Core>();
  core.promise.catch(() => undefined);
  const hub = createHub();
  const server = await serve({
    dispatch: async (name, payload) => (await core.promise).invoke(name, payload),
    subscribe: hub.subscribe,
    token,
    views: options.views ?? VIEWS,
    ...(options.listen === undefined ? {} : { listen: options.listen }),
    ...(options.port === undefined ? {} : { port: options.port }),
  });
  const address = { port: server.port, token };
  let locked = false;
  try {
    locked = takeLock(lock, address);
    if (!locked)
      throw new PlateauError(
        `Process ${livingLock(lock)?.pid ?? '?'} is already the host of ${home}.`,
        'Attach to it, or end it first.',
      );
    const opened = await openCore(home, hub, options);
    core.resolve(opened);
    return {
      address,
      invoke: opened.invoke,
      subscribe: hub.subscribe,
      async close() {
        opened.abort();
        await server.close(); // answers what has been asked
        opened.close();
        releaseLock(lock);
      },
    };
  } catch (error) {
    core.reject(error);
    await server.close();
    if (locked) releaseLock(lock);
    throw error;
  }
}

interface Core extends Transport {
  /** Ends what has been started for answers, so that nobody waits for it. */
  abort(): void;
  close(): void;
}

async function openCore(home: string, hub: Hub, options: HostOptions): Promise<Core> {
  const { parallel = 1, worker = WORKER_SCRIPT, onTrouble = () => undefined } = options;
  const { runs, datasets, store: file } = homePaths(home);
  const devices = await listDevices();
  const store = openStore(file);
  const tracker = createTracker(store, runs);
  const scheduler = createScheduler({ datasets, store, tracker, devices, parallel, worker });
  const aborting = new AbortController();
  const { signal } = aborting;
  const handlers = createHandlers({ home, runs, store, tracker, scheduler, devices, hub, signal });
  const changes = createChanges(store, (changed) => hub.publish('runs.changed', changed));
  const told = new Set<string>();
  let ticks = 0;

  function look(): void {
    if (ticks % FULL_TICK === 0) tracker.synchronise({ all: ticks === 0 });
    else for (const { id } of store.inState('running')) tracker.refresh(id);
    ticks++;
    scheduler.startWaiting();
    changes.flush();
  }

  /** A full disk or a missing process must not end the host: the runs go on, the next look may work. */
  function attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      const message = describeError(error);
      if (!told.has(message)) onTrouble(message);
      told.add(message);
    }
  }

  attempt(look);
  const timer = setInterval(() => attempt(look), TICK);
  return {
    async invoke(name, payload) {
      try {
        return await dispatch(handlers, name, payload);
      } finally {
        if (!signal.aborted) attempt(() => changes.flush());
      }
    },
    abort: () => aborting.abort(),
    close() {
      clearInterval(timer);
      store.close();
    },
  };
}
