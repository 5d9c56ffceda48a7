/** The transport of a client in another process: HTTP to the host that holds the lock, its events by WebSocket. */
import { request } from 'node:http';
import { z } from 'zod';
import type { Transport } from '../../src-shared/contract/client.ts';
import { PlateauError, UsageError } from '../../src-shared/errors.ts';
import { COMMAND_PATH } from '../server/command.ts';
import type { HostLock } from './lock.ts';
import { remoteEvents } from './remoteEvents.ts';

/** Where a host listens. */
export type HostAddress = Pick<HostLock, 'port' | 'token'> & Partial<HostLock>;

const answerSchema = z.union([
  z.strictObject({ result: z.unknown() }),
  z.strictObject({ error: z.strictObject({ message: z.string(), remedy: z.string(), usage: z.boolean() }) }),
]);

/** The host did not answer; `sent`: it may have got the command. */
export class HostGone extends Error {
  readonly sent: boolean;

  constructor(sent: boolean, cause: Error) {
    super('The host is gone.', { cause });
    this.name = 'HostGone';
    this.sent = sent;
  }
}

function post(address: HostAddress, name: string, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request(
      {
        host: '127.0.0.1',
        port: address.port,
        path: `${COMMAND_PATH}${name}`,
        method: 'POST',
        headers: { authorization: `Bearer ${address.token}`, 'content-type': 'application/json' },
        agent: false,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
        response.on('error', (error) => reject(new HostGone(true, error)));
      },
    );
    call.on('error', (error) =>
      reject(new HostGone(!('code' in error && error.code === 'ECONNREFUSED'), error)),
    );
    call.end(body);
  });
}

export interface RemoteTransport extends Required<Transport> {
  readonly address: HostAddress;
  /** Ends the connection for events. */
  close(): void;
}

/**
 * Calls the host at `address`. Its events are looked for wherever `current` says the host is then: they go
 * on when another process becomes it; what happened in between is not told again.
 */
export function remoteTransport(
  address: HostAddress,
  current: () => HostAddress | undefined = () => address,
): RemoteTransport {
  const { subscribe, close } = remoteEvents(current);
  return {
    address,
    async invoke(name, payload) {
      const answer = answerSchema.parse(JSON.parse(await post(address, name, JSON.stringify(payload))));
      if ('result' in answer) return answer.result;
      const { message, remedy, usage } = answer.error;
      throw new (usage ? UsageError : PlateauError)(message, remedy);
    },
    subscribe,
    close,
  };
}
