import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { hostEnvironment, parseAddress, startHost, type HostAddress } from './hostProcess.ts';

const SCRIPT = path.join(import.meta.dirname, '../../test/electron/host.ts');

interface Heard {
  readonly address: HostAddress | undefined;
  readonly lastWords: string;
}

/** Starts the stand-in and closes it once it listens; gives what was heard of it. */
async function heard(wish: string, node = process.execPath): Promise<Heard> {
  const listening = Promise.withResolvers<HostAddress | undefined>();
  const ended = Promise.withResolvers<string>();
  const host = startHost({
    node,
    script: SCRIPT,
    env: { ...process.env, HOST_WISH: wish },
    onAddress: listening.resolve,
    onEnd: ended.resolve,
  });
  void ended.promise.then(() => listening.resolve(undefined));
  const address = await listening.promise;
  if (wish === 'die') await ended.promise;
  await host.close();
  return { address, lastWords: await ended.promise };
}

describe('a host process', () => {
  it('tells where it listens and ends when it is closed', async () => {
    const { address, lastWords } = await heard('live');
    expect(address).toMatchObject({ port: 9, token: 'token', own: true });
    expect(lastWords).toBe('It ended with status 0.');
  });

  it('that dies leaves its last words', async () => {
    expect((await heard('die')).lastWords).toBe('out of memory');
  });

  it('that cannot be started says so', async () => {
    const { address, lastWords } = await heard('live', '/nowhere/node');
    expect(address).toBeUndefined();
    expect(lastWords).toContain('/nowhere/node could not be started');
  });
});

describe('parseAddress', () => {
  it.each(['', 'Listening', '{"port": 0, "token": "t", "pid": 1, "own": true}', '{"port": 80}', '[]'])(
    'takes %s for no address',
    (line) => {
      expect(parseAddress(line)).toBeUndefined();
    },
  );
});

describe('hostEnvironment', () => {
  it('leaves out what would turn a Node into something else', () => {
    expect(
      hostEnvironment({
        ELECTRON_RUN_AS_NODE: '1',
        NODE_OPTIONS: '--inspect',
        PLATEAU_HOME: '/home',
      }),
    ).toEqual({ PLATEAU_HOME: '/home' });
  });
});
