import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { searchConfigSchema, type SearchConfigInput } from '../../src-shared/run/config.ts';
import { homePaths } from '../../src-main/host/home.ts';
import { openHost, type Host } from '../../src-main/host/host.ts';
import { openDatabase } from '../../src-main/store/database.ts';
import { createClient } from '../../src-shared/contract/client.ts';
import { createHome, removeHome } from '../cli/cli.ts';

const worker = path.join(import.meta.dirname, '../fixtures/pretendWorker.ts');

let home: string;
beforeAll(async () => void (home = await createHome()));
afterAll(() => removeHome(home));

/** Every row of every table. */
function dump(): Map<string, unknown[]> {
  const database = openDatabase(homePaths(home).store);
  const rows = (table: string) => database.prepare(`SELECT * FROM ${table} ORDER BY 1, 2, 3`).all();
  const tables = new Map(['runs', 'series', 'genotypes'].map((table) => [table, rows(table)]));
  database.close();
  return tables;
}

async function withHost<T>(use: (client: ReturnType<typeof createClient>) => Promise<T>): Promise<T> {
  const host: Host = await openHost(home, { worker });
  try {
    return await use(createClient(host));
  } finally {
    await host.close();
  }
}

it('makes equal tables from the run folders after the database is deleted', async () => {
  await withHost(async (client) => {
    const create = (fields: SearchConfigInput) =>
      client.invoke('runs.create', {
        config: searchConfigSchema.parse({ dataset: 'tiny', epochs: 3, ...fields }),
      });
    const settled = async (run: string): Promise<void> => {
      while (['queued', 'running'].includes((await client.invoke('runs.get', { run })).run.state))
        await sleep(20);
    };
    for (const name of ['', 'diverges', 'fails', 'dies']) await settled((await create({ name })).id);
    const { id } = await create({ epochs: 50, name: 'resumed' });
    while ((await client.invoke('runs.get', { run: id })).run.steps < 4) await sleep(5);
    await client.invoke('runs.pause', { run: id });
    await settled(id);
    await client.invoke('runs.resume', { run: id });
    await settled(id);
    const endless = await create({ epochs: 10_000 });
    const cancelled = await create({ name: 'cancelled' });
    await create({ name: 'waits' });
    await client.invoke('runs.cancel', { run: cancelled.id });
    while ((await client.invoke('runs.get', { run: endless.id })).run.steps === 0) await sleep(5);
    await client.invoke('runs.stop', { run: endless.id });
    await settled(endless.id);
    await settled('waits');
  });
  const before = dump();
  rmSync(path.dirname(homePaths(home).store), { recursive: true });
  await withHost(async (client) => expect((await client.invoke('runs.list', {})).runs).toHaveLength(8));
  expect(dump()).toEqual(before);
  expect(before.get('series')?.length).toBeGreaterThan(100);

  await withHost(async (client) =>
    expect(await client.invoke('store.rebuild', {})).toEqual({ runs: 8, skipped: [] }),
  );
  expect(dump()).toEqual(before);
});
