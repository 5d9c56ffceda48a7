import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { settledRun } from '../../test/fixtures/settled.ts';
import { createClient, type Client } from '../../src-shared/contract/client.ts';
import type { RunSummary } from '../../src-shared/contract/runs.ts';
import { UsageError } from '../../src-shared/errors.ts';
import { parseGenotype } from '../../src-shared/genotype/parse.ts';
import { genotypeToJson, genotypeToPython } from '../../src-shared/genotype/print.ts';
import { PUBLISHED_GENOTYPES } from '../../src-shared/genotype/published.ts';
import { evalConfigSchema, type EvalConfigInput } from '../../src-shared/run/evalConfig.ts';
import { addDataset } from './datasets.ts';
import { homePaths } from './home.ts';
import { openHost, type Host } from './host.ts';

const worker = path.join(import.meta.dirname, '../../test/fixtures/pretendWorker.ts');
const GENOTYPE = PUBLISHED_GENOTYPES[0]?.text ?? '';

let home: string;
let host: Host;
let client: Client;

beforeEach(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'plateau-evaluations-'));
  const generated = { train: 200, test: 10, classes: 2 };
  await addDataset(home, { name: 'tiny', format: 'generated', size: 8, generated }, () => undefined);
  host = await openHost(home, { worker });
  client = createClient(host);
});
afterEach(async () => {
  await host.close();
  rmSync(home, { recursive: true });
});

/** Evaluations on images that are too small for an auxiliary head. */
async function evaluateSeeds(seeds: number, fields: Partial<EvalConfigInput> = {}): Promise<RunSummary[]> {
  const given = { genotype: GENOTYPE, dataset: 'tiny', auxiliary: false, epochs: 2, ...fields };
  const config = evalConfigSchema.parse({ kind: 'evaluation', ...given });
  return (await client.invoke('evaluations.create', { config, seeds })).runs;
}

async function evaluate(fields: Partial<EvalConfigInput> = {}): Promise<RunSummary> {
  const [run] = await evaluateSeeds(1, fields);
  return run!;
}

const settled = (run: string): Promise<RunSummary> => settledRun(client, run);

describe('an evaluation', () => {
  it('is trained to its number, keeps its configuration, and is then over', async () => {
    const run = await evaluate({ method: 'ms-darts', space: 's5', origin: 'run 7, epoch 3', channels: 12 });
    expect(run).toMatchObject({
      kind: 'evaluation',
      state: 'running',
      method: 'ms-darts',
      space: 's5',
      epochs: 2,
      name: 'evaluation run 7, epoch 3 tiny',
    });
    expect(await settled(run.id)).toMatchObject({
      state: 'finished',
      epochsDone: 2,
      parameters: 3_349_342,
      bestAccuracy: 0.61,
      bestEpoch: 0,
      lastAccuracy: 0.56,
      result: { accuracy: 0.56, epoch: 1, rule: 'last' },
    });
    const { config, epochs } = await client.invoke('runs.get', { run: run.id });
    expect(config).toMatchObject({ kind: 'evaluation', channels: 12 });
    expect(epochs.map(({ values }) => [values.testAccuracy, values.testTop5])).toEqual([
      [0.61, 0.99],
      [0.56, 0.99],
    ]);
    for (const command of ['runs.resume', 'runs.stop', 'runs.pause', 'runs.cancel'] as const)
      await expect(client.invoke(command, { run: run.id })).rejects.toThrow('is finished, so it cannot be');
  });

  it('of several seeds is one group of runs, in order, equal in all but the seed', async () => {
    const runs = await evaluateSeeds(3, { seed: 5, name: 'thrice' });
    expect(runs.map(({ seed, state, name }) => [seed, state, name])).toEqual([
      [5, 'running', 'thrice'],
      [6, 'queued', 'thrice'],
      [7, 'queued', 'thrice'],
    ]);
    expect(new Set(runs.map(({ group }) => group)).size).toBe(1);
    for (const { id } of runs) await settled(id);
    const { runs: listed } = await client.invoke('runs.list', { state: 'finished' });
    expect(listed.map(({ seed, result }) => [seed, result?.accuracy])).toEqual([
      [7, 0.62],
      [6, 0.61],
      [5, 0.6],
    ]);
  });

  it('of one genotype is one group, whatever notation it was given in', async () => {
    const [python, json] = [
      await evaluate(),
      await evaluate({ genotype: genotypeToJson(parseGenotype(GENOTYPE)), seed: 2 }),
    ];
    expect(json.group).toBe(python.group);
    expect((await settled(json.id)).genotype).toBe(genotypeToPython(parseGenotype(GENOTYPE)));
  });

  it.each([
    [{ dataset: 'tinny' }, 'There is no data set "tinny"', 'Did you mean tiny?'],
    [{ genotype: 'Genotype(normal=[])' }, 'field "normal_concat" is missing', ''],
    [{ auxiliary: true }, 'auxiliary head', ''],
    [{ stem: 'imagenet' }, 'imagenet stem', ''],
    [{ batch: 201 }, 'batch must be at most the 200', 'Lower batch.'],
    [{ stepsPerEpoch: 3 }, 'stepsPerEpoch must be at most the 2', ''],
    [{ testImages: 11 }, 'testImages must be at most the 10', ''],
    [{ holdOut: 200 }, 'holdOut must be at most the 199', ''],
    [{ seed: 2 ** 31 - 2 }, '3 seeds from 2147483646 on end at 2147483648', 'Begin with a smaller seed.'],
  ] as const)('is refused as a whole with %j', async (fields, message, remedy) => {
    const refused = evaluateSeeds(3, fields);
    await expect(refused).rejects.toBeInstanceOf(UsageError);
    await expect(refused).rejects.toMatchObject({
      message: expect.stringContaining(message),
      remedy: expect.stringContaining(remedy),
    });
    expect(readdirSync(homePaths(home).runs)).toEqual([]);
  });

  it('goes on from where it was stopped', async () => {
    const { id } = await evaluate({ epochs: 10_000 });
    await client.invoke('runs.stop', { run: id });
    const { state, steps } = await settled(id);
    expect(state).toBe('stopped');
    await client.invoke('runs.resume', { run: id });
    await client.invoke('runs.pause', { run: id });
    const paused = await settled(id);
    expect(paused.state).toBe('paused');
    expect(paused.steps).toBeGreaterThanOrEqual(steps);
  });

  it('has no spectrum', async () => {
    const { id } = await evaluate();
    await expect(client.invoke('runs.spectrum', { run: id })).rejects.toThrow('it has no Hessian');
    await settled(id);
  });
});
