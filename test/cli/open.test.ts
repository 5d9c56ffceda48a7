import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { hasDisplay } from '../../src-main/cli/browser.ts';
import { remoteTransport } from '../../src-main/host/remote.ts';
import { runSummarySchema } from '../../src-shared/contract/runs.ts';
import { createHome, failure, json, plateau, removeHome, start } from './cli.ts';

const MAIN = path.join(import.meta.dirname, '../../src-main/host/main.ts');
const addressSchema = z.strictObject({ port: z.int(), token: z.string(), pid: z.int(), own: z.boolean() });
const ENDLESS = ['search', '--preset', 'demo', '--dataset', 'tiny', '--epochs', '10000', '--detach'];

let home: string;
beforeEach(async () => void (home = await createHome()));
afterEach(() => removeHome(home));

/** The host as the desktop shell starts it. */
function child(): { line(): Promise<z.output<typeof addressSchema>>; end(): Promise<number | null> } {
  const started = spawn(process.execPath, [MAIN], {
    env: { ...process.env, PLATEAU_HOME: home },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: started.stdout })[Symbol.asyncIterator]();
  const ended = new Promise<number | null>((resolve) => started.on('close', resolve));
  return {
    line: async () => addressSchema.parse(JSON.parse(z.string().parse((await lines.next()).value))),
    end: () => {
      started.stdin.end();
      return ended;
    },
  };
}

describe('plateau open', () => {
  it('serves the views until Ctrl-C, attaches to a host that lives, and leaves runs going', async () => {
    const views = path.join(home, 'views');
    mkdirSync(views);
    writeFileSync(path.join(views, 'index.html'), '<!doctype html>');
    const first = start(home, 'open', '--no-browser', '--listen', '127.0.0.1');
    await first.says('This is the host now');
    const second = await json(home, 'open', '--no-browser');
    const { url, port, token } = z
      .strictObject({ url: z.string(), port: z.int(), token: z.string(), own: z.literal(false) })
      .parse(second.data);
    expect(url).toBe(`http://127.0.0.1:${port}/#token=${token}`);
    expect(await (await fetch(url)).text()).toContain('<!doctype html>');
    const run = runSummarySchema.parse((await json(home, ...ENDLESS)).data);
    expect(run.state).toBe('running');
    first.signal('SIGINT');
    const { code, stdout, stderr } = await first.done;
    expect([code, stdout]).toEqual([0, `${url}\n`]);
    expect(stderr).toContain('1 running. The runs go on');
    expect(stderr).toContain('has the token can start runs');
    expect((await json(home, 'show', run.id)).data).toMatchObject({ run: { state: 'running' } });
    await plateau(home, 'stop', run.id);
  });

  it('says how the views are built when they are not', async () => {
    const { code, message, remedy } = await failure(home, 'open');
    expect([code, message]).toEqual([1, expect.stringContaining('The views are not built')]);
    expect(remedy).toContain('npm run build');
  });

  it('refuses a port that is none', async () => {
    expect(await failure(home, 'open', '--port', '70000')).toMatchObject({ code: 2 });
  });

  it('knows a machine without a display', () => {
    expect(hasDisplay('linux', {})).toBe(false);
    expect(hasDisplay('linux', { DISPLAY: ':0' })).toBe(true);
    expect(hasDisplay('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBe(true);
    expect(hasDisplay('darwin', {})).toBe(true);
  });
});

describe('the host as a child', () => {
  it('says where it listens, is followed by another one, and ends with its standard input', async () => {
    const first = child();
    const address = await first.line();
    expect(address.own).toBe(true);
    expect(await remoteTransport(address).invoke('host.info', {})).toMatchObject({ pid: address.pid, home });
    const second = child();
    expect(await second.line()).toEqual({ ...address, own: false });
    expect(await first.end()).toBe(0);
    const later = await second.line();
    expect([later.own, later.pid === address.pid]).toEqual([true, false]);
    expect(await second.end()).toBe(0);
    expect(existsSync(path.join(home, 'host.json'))).toBe(false);
  });
});
