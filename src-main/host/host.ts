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
import { openStore } from '../store/store.ts';
import { listDevices } from './devices.ts';
import { createHandlers } from './handlers.ts';
import { homePaths } from './home.ts';
import { livingLock, releaseLock, takeLock } from './lock.ts';
import { createScheduler } from './scheduler.ts';
import { serve } from './server.ts';
import { WORKER_SCRIPT } from './spawn.ts';
import { createTracker } from './tracker.ts';

/** ms between two looks at the logs of active runs. */
const TICK = 250;
/** Every so many looks all runs are looked at: one may have been resumed by hand. */
const FULL_TICK = 20;

export interface HostOptions {
  /** Runs at the same time on one device. */
  readonly parallel?: number;
  /** The script that runs a run folder. */
  readonly worker?: string;
  /** Told what went wrong while nobody was asking, once each. */
  readonly onTrouble?: (message: string) => void;
}

export interface Host extends Transport {
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
  const server = await serve(async (name, payload) => (await core.promise).invoke(name, payload), token);
  let locked = false;
  try {
    locked = takeLock(lock, { port: server.port, token });
    if (!locked)
      throw new PlateauError(
        `Process ${livingLock(lock)?.pid ?? '?'} is already the host of ${home}.`,
        'Attach to it, or end it first.',
      );
    const opened = await openCore(home, options);
    core.resolve(opened);
    return {
      invoke: opened.invoke,
      async close() {
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
  close(): void;
}

async function openCore(home: string, options: HostOptions): Promise<Core> {
  const { parallel = 1, worker = WORKER_SCRIPT, onTrouble = () => undefined } = options;
  const { runs, datasets, store: file } = homePaths(home);
  const devices = await listDevices();
  const store = openStore(file);
  const tracker = createTracker(store, runs);
  const scheduler = createScheduler({ datasets, store, tracker, devices, parallel, worker });
  const handlers = createHandlers({ home, runs, store, tracker, scheduler, devices });
  const told = new Set<string>();
  let ticks = 0;

  function look(): void {
    if (ticks % FULL_TICK === 0) tracker.synchronise({ all: ticks === 0 });
    else for (const { id } of store.inState('running')) tracker.refresh(id);
    ticks++;
    scheduler.startWaiting();
  }

  function tick(): void {
    try {
      look();
    } catch (error) {
      // A full disk or a missing process must not end the host: the runs go on, the next look may work.
      const message = describeError(error);
      if (!told.has(message)) onTrouble(message);
      told.add(message);
    }
  }

  tick();
  const timer = setInterval(tick, TICK);
  return {
    invoke: (name, payload) => dispatch(handlers, name, payload),
    close() {
      clearInterval(timer);
      store.close();
    },
  };
}
