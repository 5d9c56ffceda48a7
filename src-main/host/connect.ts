/** A client of the host of a home: of the living one, or of the one this process becomes. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, type Client, type Transport } from '../../src-shared/contract/client.ts';
import { PlateauError } from '../../src-shared/errors.ts';
import { homePaths } from './home.ts';
import { openHost, type Host, type HostOptions } from './host.ts';
import { livingLock } from './lock.ts';
import { HostGone, remoteTransport } from './remote.ts';

/** A host that is ending still holds its lock for a moment: tries, and ms between them. */
const TRIES = 100;
const PAUSE = 50;

/** Not to be sent twice: a second one would be a second run. */
const ONCE: ReadonlySet<string> = new Set(['runs.create']);

export interface Connection extends Client {
  close(): Promise<void>;
}

/** Attaches to the host of `home` or becomes it; when the host goes away later, the same again. */
export async function connect(home: string, options: HostOptions = {}): Promise<Connection> {
  const { lock } = homePaths(home);
  let own: Host | undefined;
  let current = await reach();

  async function reach(): Promise<Transport> {
    const living = livingLock(lock);
    if (living !== undefined) return remoteTransport(living);
    try {
      own = await openHost(home, options);
      return own;
    } catch (error) {
      const other = livingLock(lock); // someone was faster
      if (other === undefined || other.pid === process.pid) throw error;
      return remoteTransport(other);
    }
  }

  async function invoke(name: string, payload: unknown): Promise<unknown> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await current.invoke(name, payload);
      } catch (error) {
        if (!(error instanceof HostGone)) throw error;
        if (error.sent && ONCE.has(name))
          throw new PlateauError(
            'The host went away while it was creating the run.',
            'Look at `plateau runs`.',
          );
        if (attempt === TRIES)
          throw new PlateauError(
            `Process ${livingLock(lock)?.pid ?? '?'} holds ${lock} but does not answer.`,
            'End that process and try again.',
          );
        await sleep(PAUSE);
        current = await reach();
      }
    }
  }

  async function close(): Promise<void> {
    const host = own;
    own = undefined;
    await host?.close();
  }

  return { ...createClient({ invoke }), close };
}
