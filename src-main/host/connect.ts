/** A client of the host of a home: of the living one, or of the one this process becomes. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, type Client } from '../../src-shared/contract/client.ts';
import { isCommandName, type CommandName } from '../../src-shared/contract/commands.ts';
import { PlateauError } from '../../src-shared/errors.ts';
import { homePaths } from './home.ts';
import { openHost, type Host, type HostOptions } from './host.ts';
import type { Listener } from './hub.ts';
import { livingLock } from './lock.ts';
import { HostGone, remoteTransport, type HostAddress, type RemoteTransport } from './remote.ts';

/** A host that is ending still holds its lock for a moment: tries, and ms between them. */
const TRIES = 100;
const PAUSE = 50;

/** Not to be sent twice: the second one would do it again, or be refused because the first one has done it. */
const ONCE: ReadonlySet<CommandName> = new Set([
  'runs.create',
  'evaluations.create',
  'runs.import',
  'exports.create',
  'runs.delete',
  'runs.restore',
  'datasets.add',
  'datasets.remove',
]);

interface Subscription {
  readonly name: string;
  readonly listener: Listener;
  end: () => void;
}

export interface Connection extends Client {
  /** Where the host listens. */
  readonly address: HostAddress;
  /** Whether this process is the host. */
  readonly isHost: boolean;
  close(): Promise<void>;
}

/** Attaches to the host of `home` or becomes it; when the host goes away later, the same again. */
export async function connect(home: string, options: HostOptions = {}): Promise<Connection> {
  const { lock } = homePaths(home);
  const subscriptions = new Set<Subscription>();
  let own: Host | undefined;
  let current = await reach();

  function attach(living: HostAddress): RemoteTransport {
    return remoteTransport(living, () => livingLock(lock));
  }

  async function reach(): Promise<Host | RemoteTransport> {
    const living = livingLock(lock);
    if (living !== undefined) return attach(living);
    try {
      own = await openHost(home, options);
      return own;
    } catch (error) {
      const other = livingLock(lock); // someone was faster
      if (other === undefined || other.pid === process.pid) throw error;
      return attach(other);
    }
  }

  /** Another host: what is listened to comes from there now. */
  async function reachAgain(): Promise<void> {
    const next = await reach();
    current = next;
    for (const subscription of subscriptions) {
      subscription.end();
      subscription.end = next.subscribe(subscription.name, subscription.listener);
    }
  }

  async function invoke(name: string, payload: unknown): Promise<unknown> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await current.invoke(name, payload);
      } catch (error) {
        if (!(error instanceof HostGone)) throw error;
        if (error.sent && isCommandName(name) && ONCE.has(name))
          throw new PlateauError(
            `The host went away while it was at ${name}.`,
            'Look at what is there before you repeat it: `plateau runs`, `plateau dataset list`.',
          );
        if (attempt === TRIES)
          throw new PlateauError(
            `Process ${livingLock(lock)?.pid ?? '?'} holds ${lock} but does not answer.`,
            'End that process and try again.',
          );
        await sleep(PAUSE);
        await reachAgain();
      }
    }
  }

  function subscribe(name: string, listener: Listener): () => void {
    const subscription = { name, listener, end: current.subscribe(name, listener) };
    subscriptions.add(subscription);
    return () => {
      subscriptions.delete(subscription);
      subscription.end();
    };
  }

  async function close(): Promise<void> {
    for (const { end } of subscriptions) end();
    subscriptions.clear();
    const host = own;
    own = undefined;
    await host?.close();
  }

  return {
    ...createClient({ invoke, subscribe }),
    get address() {
      return current.address;
    },
    get isHost() {
      return own !== undefined;
    },
    close,
  };
}
