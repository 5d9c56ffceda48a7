/**
 * Keeps a host for the windows: starts it, passes commands and events, starts it again once when it
 * dies, and says so. Runs are processes of their own and go on meanwhile.
 */
import { events } from '../../src-shared/contract/events.ts';
import { PlateauError } from '../../src-shared/errors.ts';
import { HostGone, remoteTransport, type RemoteTransport } from '../host/remote.ts';
import type { Call } from './bridge.ts';
import { startHost, type HostProcess, type HostStart } from './hostProcess.ts';

/** ms: a host that dies sooner after its start than this is not started again by itself. */
const STEADY = 60_000;

export interface Trouble {
  readonly message: string;
  /** What the host said last. */
  readonly detail: string;
  /** false: it was started again already. */
  readonly final: boolean;
}

export interface SupervisorOptions {
  readonly host: Pick<HostStart, 'node' | 'script' | 'env'>;
  readonly onEvent: (name: string, payload: unknown) => void;
  /** Told when there is a host to ask and when it is gone. */
  readonly onConnection: (connected: boolean) => void;
  readonly onTrouble: (trouble: Trouble) => void;
  /** The clock, ms. */
  readonly now?: () => number;
}

export interface Supervisor {
  /** Asks the host; waits while it starts. */
  readonly call: Call;
  /** Starts the host again after final trouble. */
  readonly restart: () => void;
  /** Ends the host; its runs go on. */
  close(): Promise<void>;
}

/** Starts the host and keeps it. */
export function superviseHost({ host, now = Date.now, ...options }: SupervisorOptions): Supervisor {
  let closing = false;
  let restarted = -Infinity;
  /** The way to the host: 'starting' makes callers wait, 'gone' refuses them. */
  let way: RemoteTransport | 'starting' | 'gone' = 'starting';
  const waiting: (() => void)[] = [];
  let child = start();

  function use(next: typeof way): void {
    if (typeof way === 'object') way.close();
    way = next;
    options.onConnection(typeof next === 'object');
    if (typeof next === 'object')
      for (const name of Object.keys(events))
        next.subscribe(name, (payload) => options.onEvent(name, payload));
    if (next !== 'starting') for (const resolve of waiting.splice(0)) resolve();
  }

  function start(): HostProcess {
    return startHost({ ...host, onAddress: (address) => use(remoteTransport(address)), onEnd: ended });
  }

  function ended(detail: string): void {
    if (closing) return;
    const final = now() - restarted < STEADY;
    if (final) use('gone');
    else restart();
    const message = final
      ? 'The host of Plateau ended again right after it was restarted. Runs that were started go on.'
      : 'The host of Plateau ended unexpectedly and was started again. Runs went on meanwhile.';
    options.onTrouble({ message, detail, final });
  }

  function restart(): void {
    restarted = now();
    use('starting');
    child = start();
  }

  async function reach(): Promise<RemoteTransport> {
    if (way === 'starting') await new Promise<void>((resolve) => waiting.push(resolve));
    if (typeof way === 'object') return way;
    throw new PlateauError('The host of Plateau does not run.', 'Start Plateau again; its runs go on.');
  }

  return {
    async call(name, payload) {
      const transport = await reach();
      try {
        return await transport.invoke(name, payload);
      } catch (error) {
        if (!(error instanceof HostGone)) throw error;
        throw new PlateauError(
          `The host went away before it answered ${name}.`,
          'It is being started again; look whether the command was carried out before you repeat it.',
        );
      }
    },
    restart,
    async close() {
      closing = true;
      use('gone');
      await child.close();
    },
  };
}
