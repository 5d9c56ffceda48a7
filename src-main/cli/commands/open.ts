/** `plateau open`: the views in a browser, served by the host of the home. */
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { PlateauError } from '../../../src-shared/errors.ts';
import { numberOrText } from '../../../src-shared/run/knobs.ts';
import type { Connection } from '../../host/connect.ts';
import { VIEWS, type HostOptions } from '../../host/host.ts';
import { hasDisplay, openBrowser } from '../browser.ts';
import { runs, type Frame } from '../command.ts';
import type { Output } from '../output.ts';

const optionsSchema = z.strictObject({
  port: z.int().min(1).max(65_535).optional(),
  listen: z.string().min(1).optional(),
  parallel: z.int().min(1).max(64).optional(),
  browser: z.boolean().default(true),
});
type Options = z.output<typeof optionsSchema>;

const LEFT = 'The runs go on; queued ones wait for the next host. `plateau open` shows them again.';

function assertBuilt(views: string): void {
  const page = path.join(views, 'index.html');
  if (!existsSync(page))
    throw new PlateauError(`The views are not built: there is no ${page}.`, 'Run `npm run build` first.');
}

function hostOptions({ port, listen, parallel }: Options): HostOptions {
  return {
    ...(port === undefined ? {} : { port }),
    ...(listen === undefined ? {} : { listen }),
    ...(parallel === undefined ? {} : { parallel }),
  };
}

/** Resolves at the first Ctrl-C (or the wish of a service manager); a second one ends the process at once. */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => resolve());
  });
}

async function show(url: string, port: number, output: Output): Promise<void> {
  if (!hasDisplay(process.platform, process.env))
    output.note(
      `No display here. From another machine: ssh -L ${port}:127.0.0.1:${port} ${hostname()}, then open the address there.`,
    );
  else if (!(await openBrowser(url))) output.note('No browser could be started: open the address in one.');
}

/** What was asked of a host that this process did not become. */
async function configureOther(client: Connection, { port, listen, parallel }: Options, output: Output) {
  if (parallel !== undefined) await client.invoke('queue.configure', { parallel });
  const ignored = [port === undefined ? '' : '--port', listen === undefined ? '' : '--listen'].filter(
    Boolean,
  );
  if (ignored.length > 0)
    output.note(
      `Another process is the host already: ${ignored.join(' and ')} would take effect in a new one.`,
    );
}

export function addOpen(program: Command, frame: Frame): void {
  const command = program
    .command('open')
    .summary('show the runs in a browser')
    .description(
      'Serves the views on this machine and opens them in the browser. The address holds a token: who has it can start runs. Ctrl-C ends the host and leaves the runs going.',
    )
    .option('--port <number>', 'port to serve on (default a free one)', numberOrText)
    .option('--listen <address>', 'also serve on this address of the machine (default 127.0.0.1 only)')
    .option('--parallel <number>', 'runs at the same time on one device (1–64; default 1)', numberOrText)
    .option('--no-browser', 'print the address and open no browser');
  runs(command, frame, optionsSchema, async ({ connect, output }, _args, options) => {
    assertBuilt(frame.views ?? VIEWS);
    const client = await connect(hostOptions(options));
    const { port, token } = client.address;
    const own = client.isHost;
    const url = `http://127.0.0.1:${port}/#token=${token}`;
    if (!own) await configureOther(client, options, output);
    output.answer({ data: { url, port, token, own }, text: url });
    if (own && options.listen !== undefined)
      output.note(`Anyone who reaches ${options.listen} and has the token can start runs on this machine.`);
    if (options.browser) await show(url, port, output);
    if (!own) return undefined;
    output.note('This is the host now. Ctrl-C ends it; the runs go on.');
    await interrupted();
    const { running } = await client.invoke('host.info', {});
    output.note(`\nThe host ends${running === 0 ? '.' : `, ${running} running.`} ${LEFT}`);
    return undefined;
  });
}
