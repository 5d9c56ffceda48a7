import { appendFileSync, cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandInput, CommandName, CommandOutput } from '../../src-shared/contract/commands.ts';
import type { RunSummary } from '../../src-shared/contract/runs.ts';
import { UsageError } from '../../src-shared/errors.ts';
import { searchConfigSchema, type SearchConfigInput } from '../../src-shared/run/config.ts';
import { pendingControl } from '../engine/run/control.ts';
import { openEventLog } from '../engine/run/eventLog.ts';
import { createRunFolder, runPaths } from '../engine/run/runFolder.ts';
import { connect, type Connection } from './connect.ts';
import { addDataset } from './datasets.ts';
import { openHost } from './host.ts';
import { readSupervision } from './supervision.ts';

const worker = path.join(import.meta.dirname, '../../test/fixtures/pretendWorker.ts');
/** A run that goes on until it is asked to end. */
const ENDLESS = { epochs: 10_000 };

let home: string;
let connections: Connection[] = [];

beforeEach(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'plateau-host-'));
  await addDataset(
    home,
    { name: 'tiny', format: 'generated', size: 8, generated: { train: 200, test: 10, classes: 2 } },
    () => undefined,
  );
});
afterEach(async () => {
  const client = await open();
  for (const { id } of (await client.invoke('runs.list', {})).runs.filter(({ state }) => state === 'queued'))
    await client.invoke('runs.cancel', { run: id });
  for (const { id, folder } of (await client.invoke('runs.list', { state: 'running' })).runs) {
    if (readSupervision(folder) === undefined) continue; // pretended to be on another machine
    await client.invoke('runs.stop', { run: id });
    await settle(client, id);
  }
  await Promise.all(connections.map((connection) => connection.close()));
  connections = [];
  rmSync(home, { recursive: true });
});

async function open(): Promise<Connection> {
  const connection = await connect(home, { worker });
  connections.push(connection);
  return connection;
}

async function create(client: Connection, fields: SearchConfigInput = {}): Promise<RunSummary> {
  return client.invoke('runs.create', {
    config: searchConfigSchema.parse({ dataset: 'tiny', epochs: 2, ...fields }),
  });
}

async function until<N extends CommandName>(
  client: Connection,
  name: N,
  input: CommandInput<N>,
  good: (output: CommandOutput<N>) => boolean,
): Promise<CommandOutput<N>> {
  for (;;) {
    const output = await client.invoke(name, input);
    if (good(output)) return output;
    await sleep(20);
  }
}

/** The run once it neither waits nor runs. */
async function settle(client: Connection, run: string): Promise<RunSummary> {
  return (
    await until(client, 'runs.get', { run }, (detail) => !['queued', 'running'].includes(detail.run.state))
  ).run;
}

/** The run once it has done a step. */
async function steps(client: Connection, run: string): Promise<RunSummary> {
  return (await until(client, 'runs.get', { run }, (detail) => detail.run.steps > 0)).run;
}

async function stateOf(client: Connection, run: string): Promise<string> {
  return (await client.invoke('runs.get', { run })).run.state;
}

describe('the host', () => {
  it('runs a search to its end and knows what came out', async () => {
    const client = await open();
    const { id } = await create(client);
    expect(await settle(client, id)).toMatchObject({
      state: 'finished',
      epochsDone: 2,
      steps: 6,
      lambdaMax: 0.5,
      parameters: 1_930_842,
    });
    const { epochs, run } = await client.invoke('runs.get', { run: 'last' });
    expect(epochs.map(({ epoch, values }) => [epoch, values.validationAccuracy])).toEqual([
      [0, 0.33],
      [1, 0.36],
    ]);
    expect(run.genotype).toContain('Genotype(');
  });

  it('gives the events of a run from any point on', async () => {
    const client = await open();
    const { id } = await create(client);
    await settle(client, id);
    const all = await client.invoke('runs.events', { run: id });
    expect(all.events.map(({ type }) => type).slice(0, 4)).toEqual([
      'started',
      'progress',
      'network',
      'step',
    ]);
    expect(all.events.at(-1)?.type).toBe('finished');
    expect(all.next).toBe(all.run.offset);
    expect((await client.invoke('runs.events', { run: id, since: all.next })).events).toEqual([]);
  });

  it('refuses a data set that is not there, and creates nothing', async () => {
    const client = await open();
    await expect(create(client, { dataset: 'tinny' })).rejects.toMatchObject({
      remedy: 'Did you mean tiny?',
    });
    await expect(create(client, { dataset: '../tiny' })).rejects.toThrow('is no name for a data set');
    expect((await client.invoke('runs.list', {})).runs).toEqual([]);
    expect(readdirSync(path.join(home, 'runs'))).toEqual([]);
  });

  it('refuses what does not fit the data set as wrong usage, in its own process and from another one', async () => {
    const owner = await open();
    for (const client of [owner, await open()])
      for (const [fields, message] of [
        [{ batch: 101 }, 'batch must be at most the 100 images'],
        [{ stepsPerEpoch: 2 }, 'stepsPerEpoch must be at most the 1 batches'],
        [{ validationImages: 101 }, 'validationImages must be at most the 100 images'],
        [{ dataset: 'mnist' }, 'There is no data set "mnist"'],
      ] as const) {
        const refused = create(client, fields);
        await expect(refused).rejects.toThrow(message);
        await expect(refused).rejects.toBeInstanceOf(UsageError);
      }
    expect(readdirSync(path.join(home, 'runs'))).toEqual([]);
  });

  it('refuses another checkpoint for a run that is running or queued', async () => {
    const client = await open();
    const running = await create(client, ENDLESS);
    const queued = await create(client);
    for (const { id, state } of [running, queued])
      await expect(client.invoke('runs.resume', { run: id, from: '/x' })).rejects.toThrow(
        `is ${state}, so it cannot be resumed from /x`,
      );
    expect(readSupervision(queued.folder)?.from).toBeNull();
    expect((await client.invoke('runs.resume', { run: queued.id })).state).toBe('queued');
  });

  it('says what is wrong with a home that cannot be made', async () => {
    await expect(openHost('/sys/plateau')).rejects.toThrow(/ \/sys\/plateau \(E(ACCES|PERM|ROFS)\)\.$/u);
    await expect(openHost('/sys/plateau')).rejects.toHaveProperty(
      'remedy',
      expect.stringContaining('PLATEAU_HOME'),
    );
  });

  it('starts one run at a time, in order, and takes cancelled ones out', async () => {
    const client = await open();
    const first = await create(client, ENDLESS);
    const second = await create(client);
    const third = await create(client);
    expect([first.state, second.state, third.state]).toEqual(['running', 'queued', 'queued']);
    expect((await client.invoke('runs.cancel', { run: second.id })).state).toBe('stopped');
    await steps(client, first.id);
    await client.invoke('runs.stop', { run: first.id });
    expect((await settle(client, third.id)).state).toBe('finished');
    expect(await stateOf(client, first.id)).toBe('stopped');
    expect(await stateOf(client, second.id)).toBe('stopped');
  });

  it('runs several at a time when told so', async () => {
    const client = await open();
    await create(client, ENDLESS);
    const second = await create(client, ENDLESS);
    expect(second.state).toBe('queued');
    await client.invoke('queue.configure', { parallel: 2 });
    expect(await stateOf(client, second.id)).toBe('running');
    expect(await client.invoke('host.info', {})).toMatchObject({ running: 2, queued: 0, parallel: 2 });
  });

  it('lets a paused run keep its place in the queue, a stopped one not', async () => {
    const client = await open();
    const { id, folder } = await create(client, ENDLESS);
    await steps(client, id);
    const place = readSupervision(folder)?.place;
    await client.invoke('runs.pause', { run: id });
    expect((await settle(client, id)).state).toBe('paused');
    expect(readSupervision(folder)?.place).toBe(place);
    const other = await create(client, ENDLESS);
    const behind = await create(client);
    expect((await client.invoke('runs.resume', { run: id })).state).toBe('queued');
    await steps(client, other.id);
    await client.invoke('runs.stop', { run: other.id });
    await until(client, 'runs.get', { run: id }, ({ run }) => run.state === 'running');
    expect(await stateOf(client, behind.id)).toBe('queued');
    expect(readSupervision(other.folder)?.place).toBeNull();
  });

  it('goes on with a stopped run from its checkpoint', async () => {
    const client = await open();
    const { id } = await create(client, { epochs: 4 });
    const { steps: before } = await steps(client, id);
    await client.invoke('runs.stop', { run: id });
    const stopped = await settle(client, id);
    expect(stopped.state).toBe('stopped');
    expect(stopped.steps).toBeGreaterThanOrEqual(before);
    await client.invoke('runs.resume', { run: id });
    expect(await settle(client, id)).toMatchObject({ state: 'finished', epochsDone: 4, steps: 12 });
    const [series] = (await client.invoke('runs.series', { run: id, names: ['step.loss'] })).series;
    expect(series?.points.map(({ step }) => step)).toEqual(
      Array.from({ length: 12 }, (_, index) => index + 1),
    );
  });

  it('tells a run that failed from one that was lost', async () => {
    const client = await open();
    const failed = await create(client, { name: 'fails' });
    expect(await settle(client, failed.id)).toMatchObject({
      state: 'failed',
      reason: 'The loss is NaN. Lower the learning rate.',
    });
    const lost = await create(client, { name: 'dies' });
    const { state, reason } = await settle(client, lost.id);
    expect(state).toBe('lost');
    expect(reason).toContain('Its log ends: out of memory');
  });

  it('refuses what does not fit the state of a run', async () => {
    const client = await open();
    const { id } = await create(client);
    await settle(client, id);
    await expect(client.invoke('runs.stop', { run: id })).rejects.toThrow(
      'is finished, so it cannot be stopped',
    );
    await expect(client.invoke('runs.pause', { run: id })).rejects.toThrow(
      'is finished, so it cannot be paused',
    );
    await expect(client.invoke('runs.cancel', { run: id })).rejects.toThrow(
      'is finished, so it cannot be cancelled',
    );
    await expect(client.invoke('runs.resume', { run: id })).rejects.toThrow(
      'is finished, so it cannot be resumed',
    );
  });
});

describe('a run on another machine', () => {
  const session = { pid: 1, processStart: 'x', host: 'another-machine', device: 'cpu' };
  const shape = { accuracy: 0, gradNorm: 1, dataWait: 0, learningRate: 0.1 };

  /** A run whose last step of one second was done `ago` ms ago. */
  function foreignRun(ago: number): { folder: string; step(number: number): void } {
    const folder = path.join(home, 'shared-disk', String(ago));
    createRunFolder(folder, searchConfigSchema.parse({ name: `foreign ${ago}` }));
    const log = openEventLog(folder);
    const at = (step: number) => ({ time: new Date(Date.now() - ago).toISOString(), step });
    log.append({ type: 'started', ...at(0), ...session, versions: {} });
    const step = (number: number): void =>
      log.append({ type: 'step', ...at(number), epoch: 0, loss: 1, seconds: 1, ...shape });
    step(1);
    return { folder, step };
  }

  it('is lost when it has been silent for five of its longest steps, and found again when it speaks', async () => {
    const client = await open();
    const silent = foreignRun(6000);
    const lost = await client.invoke('runs.import', { folder: silent.folder, link: true });
    expect([lost.state, lost.reason]).toEqual([
      'lost',
      expect.stringContaining('No event from another-machine'),
    ]);
    const lively = foreignRun(0);
    const running = await client.invoke('runs.import', { folder: lively.folder, link: true });
    expect(running.state).toBe('running');
    lively.step(2);
    expect((await client.invoke('runs.get', { run: running.id })).run.steps).toBe(2);
    await client.invoke('runs.stop', { run: running.id });
    expect(pendingControl(lively.folder)).toBe('stop');
  });

  it('is told with what is wrong when its log is damaged', async () => {
    const client = await open();
    const { folder } = foreignRun(0);
    const { id } = await client.invoke('runs.import', { folder, link: true });
    appendFileSync(runPaths(folder).events, '{"type":"step"}\n');
    const { run } = await client.invoke('runs.get', { run: id });
    expect(run).toMatchObject({ state: 'running', steps: 1 });
    expect(run.reason).toContain('is damaged');
  });
});

describe('a run that is here already', () => {
  it('is not imported again under another name', async () => {
    const client = await open();
    const { id, folder } = await create(client);
    await settle(client, id);
    const elsewhere = path.join(home, 'elsewhere');
    for (const name of ['renamed', '01ARZ3NDEKTSV4RRFFQ69G5FAV']) {
      const copy = path.join(elsewhere, name);
      cpSync(folder, copy, { recursive: true });
      await expect(client.invoke('runs.import', { folder: copy })).rejects.toThrow(
        `is already here as ${id}`,
      );
    }
    expect((await client.invoke('runs.list', {})).runs).toHaveLength(1);
  });
});

describe('hosts one after another', () => {
  it('allow one at a time; others become its clients', async () => {
    const owner = await open();
    await expect(openHost(home)).rejects.toThrow(`Process ${process.pid} is already the host`);
    const client = await open();
    const { id } = await create(client);
    expect((await owner.invoke('runs.get', { run: id })).run.id).toBe(id);
  });

  it('find runs that went on without a host', async () => {
    const before = await open();
    const { id } = await create(before, ENDLESS);
    await steps(before, id);
    await before.close();
    const after = await open();
    expect(await stateOf(after, id)).toBe('running');
    await expectToStop(after, id);
  });

  it('take over when the host a client talks to goes away', async () => {
    const owner = await open();
    const { id } = await create(owner, ENDLESS);
    const client = await open();
    await steps(client, id);
    await owner.close();
    expect(await stateOf(client, id)).toBe('running');
    expect(await client.invoke('host.info', {})).toMatchObject({ home, running: 1 });
  });

  it('start what was queued under an earlier one', async () => {
    const before = await open();
    const first = await create(before, { epochs: 60 });
    const second = await create(before);
    await before.close();
    const after = await open();
    expect((await settle(after, second.id)).state).toBe('finished');
    expect(await stateOf(after, first.id)).toBe('finished');
  });
});

async function expectToStop(client: Connection, id: string): Promise<void> {
  await client.invoke('runs.stop', { run: id });
  expect((await settle(client, id)).state).toBe('stopped');
}
