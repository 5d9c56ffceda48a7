import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { superviseHost, type Supervisor, type Trouble } from './supervisor.ts';

const HOST = path.join(import.meta.dirname, '../host/main.ts');
const STAND_IN = path.join(import.meta.dirname, '../../test/electron/host.ts');

let home: string;
let supervisor: Supervisor | undefined;
beforeEach(() => void (home = mkdtempSync(path.join(tmpdir(), 'plateau-supervisor-'))));
afterEach(async () => {
  await supervisor?.close();
  rmSync(home, { recursive: true, force: true, maxRetries: 3 });
});

interface Watched {
  readonly connections: boolean[];
  /** The next trouble. */
  readonly trouble: () => Promise<Trouble>;
}

function supervise(script: string, env: NodeJS.ProcessEnv, now: () => number): Watched {
  const connections: boolean[] = [];
  const troubles: Trouble[] = [];
  let told = Promise.withResolvers<undefined>();
  supervisor = superviseHost({
    host: { node: process.execPath, script, env: { ...process.env, PLATEAU_HOME: home, ...env } },
    onEvent: () => undefined,
    onConnection: (connected) => connections.push(connected),
    onTrouble: (trouble) => {
      troubles.push(trouble);
      told.resolve(undefined);
    },
    now,
  });
  return {
    connections,
    trouble: async () => {
      while (troubles.length === 0) {
        await told.promise;
        told = Promise.withResolvers();
      }
      return troubles.shift()!;
    },
  };
}

describe('a supervised host', () => {
  it('answers commands that came before it listened, and is started again when it was killed', async () => {
    const { connections, trouble } = supervise(HOST, {}, Date.now);
    const before = await supervisor!.call('host.info', {});
    expect(before).toMatchObject({ home });
    process.kill(Reflect.get(Object(before), 'pid') as number, 'SIGKILL');
    expect(await trouble()).toMatchObject({ final: false, detail: 'It ended with SIGKILL.' });
    expect(await supervisor!.call('host.info', {})).toMatchObject({ home });
    expect(connections).toEqual([true, false, true]);
  });

  it('that dies at once is started again once, then given up until it is asked for', async () => {
    const watched = supervise(STAND_IN, { HOST_WISH: 'die' }, () => 0);
    expect(await watched.trouble()).toMatchObject({ final: false, detail: 'out of memory' });
    expect(await watched.trouble()).toMatchObject({ final: true, detail: 'out of memory' });
    await expect(supervisor!.call('runs.list', {})).rejects.toThrow('The host of Plateau does not run.');
    supervisor!.restart();
    expect(await watched.trouble()).toMatchObject({ final: true });
  });

  it('that dies now and then is started again each time', async () => {
    let time = 0;
    const watched = supervise(STAND_IN, { HOST_WISH: 'die' }, () => (time += 3_600_000));
    for (let count = 0; count < 3; count++) expect(await watched.trouble()).toMatchObject({ final: false });
  });
});
