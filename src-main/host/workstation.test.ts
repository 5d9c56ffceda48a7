import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { settledRun } from '../../test/fixtures/settled.ts';
import { createClient, type Client } from '../../src-shared/contract/client.ts';
import type { RunSummary } from '../../src-shared/contract/runs.ts';
import { searchConfigSchema, type SearchConfigInput } from '../../src-shared/run/config.ts';
import { runPaths } from '../engine/run/runFolder.ts';
import { addDataset } from './datasets.ts';
import { trashFolder } from './home.ts';
import { openHost, type Host } from './host.ts';

const worker = path.join(import.meta.dirname, '../../test/fixtures/pretendWorker.ts');

let home: string;
let host: Host;
let client: Client;

async function open(): Promise<void> {
  host = await openHost(home, { worker });
  client = createClient(host);
}

beforeEach(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'plateau-workstation-'));
  const generated = { train: 200, test: 10, classes: 2 };
  await addDataset(home, { name: 'tiny', format: 'generated', size: 8, generated }, () => undefined);
  await open();
});
afterEach(async () => {
  for (const { id } of (await client.invoke('runs.list', { state: 'running' })).runs) {
    await client.invoke('runs.stop', { run: id });
    await settled(id);
  }
  await host.close();
  rmSync(home, { recursive: true });
});

function create(fields: SearchConfigInput = {}): Promise<RunSummary> {
  const config = searchConfigSchema.parse({ dataset: 'tiny', epochs: 2, ...fields });
  return client.invoke('runs.create', { config });
}

const settled = (run: string): Promise<RunSummary> => settledRun(client, run);

const get = async (run: string): Promise<RunSummary> => (await client.invoke('runs.get', { run })).run;

describe('what people write about runs', () => {
  it('changes several at a time and survives a rebuilt store, beside an unchanged configuration', async () => {
    const [one, two] = [
      await settled((await create({ name: 'one' })).id),
      await settled((await create()).id),
    ];
    const before = readFileSync(runPaths(one.folder).config, 'utf8');
    const runs = [one.id, two.id];
    await client.invoke('runs.annotate', { runs, addTags: ['good', 'cifar'], notes: '# why' });
    await client.invoke('runs.annotate', { runs, addTags: ['good', 'new'], removeTags: ['cifar'] });
    const answer = await client.invoke('runs.annotate', {
      runs: [one.id],
      name: ' renamed ',
      archived: true,
    });
    const expected = { name: 'renamed', tags: ['good', 'new'], notes: '# why', archived: true };
    expect(answer.runs).toEqual([{ ...one, ...expected }]);
    await client.invoke('store.rebuild', {});
    expect(await get(one.id)).toEqual({ ...one, ...expected });
    expect(await get('renamed')).toMatchObject({ id: one.id });
    expect(await get(two.id)).toMatchObject({ name: 'ms-darts s5 tiny', notes: '# why', archived: false });
    expect(readFileSync(runPaths(one.folder).config, 'utf8')).toBe(before);
    await client.invoke('runs.annotate', { runs: [one.id], name: '', archived: false });
    expect(await get(one.id)).toMatchObject({ name: 'one', archived: false });
  });

  it('is refused for runs that are not there', async () => {
    await expect(client.invoke('runs.annotate', { runs: ['01ARZ3NDEKTSV4RRFFQ69G5FAV'] })).rejects.toThrow(
      'There is no run',
    );
  });
});

describe('deleted runs', () => {
  it('come back with all that they had', async () => {
    const { id } = await settled((await create()).id);
    await client.invoke('runs.annotate', { runs: [id], addTags: ['keep'] });
    const before = await client.invoke('runs.get', { run: id });
    expect(await client.invoke('runs.delete', { runs: [id, id] })).toEqual({ deleted: [id] });
    expect(existsSync(before.run.folder)).toBe(false);
    expect((await client.invoke('runs.list', {})).runs).toEqual([]);
    await expect(get(id)).rejects.toThrow('There is no run');
    expect((await client.invoke('runs.restore', { runs: [id] })).runs).toEqual([before.run]);
    expect(await client.invoke('runs.get', { run: id })).toEqual(before);
    await expect(client.invoke('runs.restore', { runs: [id] })).rejects.toThrow('There is no deleted run');
  });

  it('are none that run: all or nothing', async () => {
    const ended = await settled((await create()).id);
    const running = await create({ epochs: 10_000 });
    await expect(client.invoke('runs.delete', { runs: [ended.id, running.id] })).rejects.toThrow(
      'is running, so it cannot be deleted',
    );
    expect((await get(ended.id)).state).toBe('finished');
    const queued = await create();
    expect(queued.state).toBe('queued');
    await client.invoke('runs.delete', { runs: [queued.id] });
    const [back] = (await client.invoke('runs.restore', { runs: [queued.id] })).runs;
    expect(back?.state).toBe('stopped');
  });

  it('are gone once the trash is emptied', async () => {
    const { id } = await settled((await create()).id);
    await client.invoke('runs.delete', { runs: [id] });
    expect(await client.invoke('trash.empty', {})).toEqual({ runs: 1 });
    expect(await client.invoke('trash.empty', {})).toEqual({ runs: 0 });
    expect(readdirSync(trashFolder(home))).toEqual([]);
    for (const run of [id, '../runs']) {
      const restored = client.invoke('runs.restore', { runs: [run] });
      await expect(restored).rejects.toThrow('There is no deleted run');
    }
  });
});

describe('the log of a run', () => {
  it('is given with all step events, the last one, or none', async () => {
    const { id } = await settled((await create()).id);
    const steps = async (which: 'all' | 'last' | 'none'): Promise<number[]> =>
      (await client.invoke('runs.events', { run: id, steps: which })).events
        .filter(({ type }) => type === 'step')
        .map(({ step }) => step);
    expect(await steps('all')).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await steps('last')).toEqual([6]);
    expect(await steps('none')).toEqual([]);
    const { next, run } = await client.invoke('runs.events', { run: id, steps: 'none' });
    expect(next).toBe(run.offset);
  });

  it('ends with what its process printed last', async () => {
    const run = await settled((await create({ name: 'dies' })).id);
    expect(await client.invoke('runs.log', { run: run.id })).toEqual({ lines: ['out of memory'] });
    const lines = Array.from({ length: 300_000 }, (_, n) => `line ${n}`);
    writeFileSync(runPaths(run.folder).log, `${lines.join('\n')}\n`);
    expect((await client.invoke('runs.log', { run: run.id, lines: 2 })).lines).toEqual(lines.slice(-2));
    await create({ epochs: 10_000 });
    const queued = await create();
    expect((await client.invoke('runs.log', { run: queued.id })).lines).toEqual([]);
    await client.invoke('runs.cancel', { run: queued.id });
  });
});

describe('curves and bands', () => {
  it('are smoothed over steps, or over epochs for what is measured once an epoch', async () => {
    const { id } = await settled((await create({ epochs: 3 })).id);
    const curves = async (name: string, smoothing: number) =>
      (await client.invoke('series.curves', { runs: [id], name, smoothing })).curves[0]!;
    const raw = await curves('step.loss', 0);
    expect([raw.points.length, raw.smooth]).toEqual([9, []]);
    const { points, smooth } = await curves('epoch.trainLoss', 0.5);
    const [x, y] = points.map(({ value }) => Number(value));
    expect(smooth[1]?.value).toBeCloseTo((y! + 0.5 * x!) / 1.5, 12);
    expect((await curves('step.unknown', 0)).points).toEqual([]);
  });

  it('aggregate the runs of a group at every step', async () => {
    const ids: string[] = [];
    for (const name of ['', 'diverges']) ids.push((await settled((await create({ name })).id)).id);
    const input = { groups: [ids], name: 'step.loss' };
    const [band] = (await client.invoke('series.bands', input)).bands;
    expect(band?.runs).toEqual(ids);
    expect(band?.points.map(({ step, n }) => [step, n])).toEqual([
      [1, 2],
      [2, 2],
      [3, 2],
      [4, 1],
      [5, 1],
      [6, 1],
    ]);
    expect(band?.points[0]).toMatchObject({ mean: 2.3, std: 0 });
  });
});

describe('events of the host', () => {
  it('tell which runs changed and which are gone, and when data sets come and go', async () => {
    const gone: string[] = [];
    let datasets = 0;
    client.subscribe('runs.changed', ({ removed }) => gone.push(...removed));
    client.subscribe('datasets.changed', () => datasets++);
    const { id } = await create();
    expect((await settled(id)).state).toBe('finished');
    const removal = new Promise<void>((resolve) => {
      const end = client.subscribe('runs.changed', ({ removed }) => {
        if (!removed.includes(id)) return;
        end();
        resolve();
      });
    });
    await client.invoke('runs.delete', { runs: [id] });
    await removal;
    expect(gone).toEqual([id]);
    await client.invoke('datasets.remove', { name: 'tiny' });
    expect(datasets).toBe(1);
  });
});

describe('the machine', () => {
  it('is told with its load and the processes of its runs', async () => {
    const run = await create({ epochs: 10_000 });
    const hardware = await client.invoke('host.hardware', {});
    expect(hardware.cpu.cores).toBeGreaterThan(0);
    expect(hardware.memory.usedMiB).toBeLessThanOrEqual(hardware.memory.totalMiB);
    expect(hardware.runs).toMatchObject([{ run: run.id, memoryMiB: expect.any(Number) }]);
    expect(await client.invoke('host.info', {})).toMatchObject({ version: '0.1.0', running: 1 });
  });
});

it('the sample run is taken in once, is marked as a sample, and can be read to its end', async () => {
  const sample = await client.invoke('runs.sample', {});
  expect(sample).toMatchObject({ state: 'finished', tags: ['sample'], epochs: 14, epochsDone: 14 });
  expect(await client.invoke('runs.sample', {})).toEqual(sample);
  expect((await client.invoke('runs.list', {})).runs).toHaveLength(1);
  const { epochs } = await client.invoke('runs.get', { run: sample.id });
  expect(epochs.at(-1)?.genotype).toContain('Genotype(normal=');
  await client.invoke('runs.delete', { runs: [sample.id] });
  expect(await client.invoke('runs.sample', {})).toMatchObject({ id: sample.id, tags: ['sample'] });
});

describe('data sets', () => {
  it('are listed, sampled, checked, and kept while a run needs them', async () => {
    const [tiny] = (await client.invoke('datasets.list', {})).datasets;
    expect(tiny).toMatchObject({ name: 'tiny', problem: null, info: { train: 200, test: 10, height: 8 } });
    const { samples } = await client.invoke('datasets.samples', { name: 'tiny', count: 4 });
    expect(samples.map(({ label }) => label)).toEqual(['class 0', 'class 1', 'class 0', 'class 1']);
    expect(await client.invoke('datasets.check', { name: 'tiny' })).toEqual({ ok: true, problems: [] });
    await create({ epochs: 10_000 });
    await expect(client.invoke('datasets.remove', { name: 'tiny' })).rejects.toThrow(
      'is running on the data set',
    );
    await expect(client.invoke('datasets.samples', { name: '../runs' })).rejects.toThrow('is no name');
    await expect(client.invoke('datasets.add', { name: 'own' })).rejects.toThrow(
      'There is no download for own',
    );
  });
});
