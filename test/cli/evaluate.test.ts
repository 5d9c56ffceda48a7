import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runDetailSchema, runSummarySchema } from '../../src-shared/contract/runs.ts';
import type { RunConfig } from '../../src-shared/run/runConfig.ts';
import { createHome, failure, json, plateau, removeHome, start } from './cli.ts';

/** The images of the test's data set are too small for an auxiliary head, and there are ten to test. */
const FITTING = ['--preset', 'demo', '--no-auxiliary', '--test-images', '0'];
const EVALUATE = ['evaluate', 'DARTS_V2', ...FITTING, '--dataset', 'tiny'];

const resultSchema = z.strictObject({
  mean: z.number(),
  std: z.number().nullable(),
  n: z.int(),
  rule: z.string(),
  best: z.strictObject({ accuracy: z.number(), epoch: z.int(), seed: z.int() }).nullable(),
});
const evaluatedSchema = z.strictObject({
  runs: z.array(runSummarySchema),
  result: resultSchema.nullable(),
});

let home: string;
beforeAll(async () => void (home = await createHome()));
afterAll(() => removeHome(home));

async function configOf(run: string): Promise<RunConfig> {
  return runDetailSchema.loose().parse((await json(home, 'show', run)).data).config;
}

describe('evaluate', () => {
  it('follows a run to its number, and says what shortens it and what comes next', async () => {
    const { code, stdout, stderr } = await plateau(home, ...EVALUATE, '--name', 'told');
    expect(code).toBe(0);
    expect(stdout).toContain('Evaluation told, seed 1: 5 cells, 8 channels, batch 32, 2 epochs');
    expect(stdout).toMatch(/^epoch +train loss +train acc +test loss +top-1 +top-5 +lr +img\/s$/mu);
    expect(stdout).toMatch(/^ {4}1 +0\.333 +20\.0 % +0\.167 +56\.00 % +99\.00 % +0\.025 +123$/mu);
    expect(stdout).toContain('\nTest accuracy 56.00 % at epoch 1: the last epoch (last)\n');
    expect(stdout).toMatch(/Finished {2}2 epochs, 6 steps, .*; best 61\.00 % at epoch 0$/mu);
    expect(stdout).toContain('          plateau export ');
    expect(stderr).toContain('The network has 3,349,342 parameters, 528 M multiply–adds for an image');
    expect(stderr).toContain('Not the whole data set: shortened by --steps-per-epoch 20.');
  });

  it('trains one run a seed, one after the other, and adds them up', async () => {
    const told = await plateau(home, ...EVALUATE, '--seeds', '2');
    expect(told.code).toBe(0);
    expect(told.stdout).toContain('Evaluation DARTS_V2 tiny, seeds 1, 2: ');
    expect(told.stdout).toMatch(/^ +1 +\w{26} +✔ finished +2\/2 +56\.00 % +1 +61\.00 % +0$/mu);
    expect(told.stdout).toContain(
      'Test accuracy 56.50 ± 0.71 % (2): the last epoch (last); best 62.00 % at epoch 0 of seed 2',
    );
    const { code, data } = await json(home, ...EVALUATE, '--seed', '7', '--seeds', '2', '--epochs', '3');
    expect(code).toBe(0);
    const { runs, result } = evaluatedSchema.parse(data);
    expect(runs.map(({ seed, state, epochsDone }) => [seed, state, epochsDone])).toEqual([
      [7, 'finished', 3],
      [8, 'finished', 3],
    ]);
    expect(result).toMatchObject({ n: 2, rule: 'last', best: { accuracy: 0.68, epoch: 0, seed: 8 } });
    expect(result?.mean).toBeCloseTo(0.625, 12);
  });

  it('stops all its seeds on Ctrl-C, and each can go on', async () => {
    const evaluation = start(home, ...EVALUATE, '--epochs', '1000', '--seeds', '3', '--name', 'interrupted');
    await evaluation.says('epoch 0 of 0–999');
    evaluation.signal('SIGINT');
    const { code, stdout, stderr } = await evaluation.done;
    expect(code).toBe(130);
    expect(stdout.match(/■ stopped/gu)).toHaveLength(3);
    const ids = [...stderr.matchAll(/Go on later with: plateau resume (\w{26})/gu)].map(([, id]) => id ?? '');
    expect(ids).toHaveLength(3);
    const { code: resumed, data } = await json(home, 'resume', ids[2] ?? '', '--detach');
    expect([resumed, runSummarySchema.parse(data).seed]).toEqual([0, 3]);
    await plateau(home, 'stop', ids[2] ?? '');
  });

  it('names the seed that went wrong, after the others have ended', async () => {
    const { code, stdout, stderr } = await plateau(home, ...EVALUATE, '--seeds', '2', '--name', 'fails');
    expect(code).toBe(1);
    expect(stdout.match(/✖ failed/gu)).toHaveLength(2);
    expect(stderr).toMatch(/Run \w+ failed: The loss is NaN\./u);
  });

  it('leaves its runs with --detach, and says where they are', async () => {
    const { data } = await json(home, ...EVALUATE, '--seeds', '2', '--detach');
    const { runs } = z.strictObject({ runs: z.array(runSummarySchema) }).parse(data);
    expect(runs.map(({ state }) => state)).toEqual(['running', 'queued']);
    expect((await json(home, 'resume', runs[1]?.id ?? '')).data).toMatchObject({
      run: { state: 'finished' },
    });
  });

  it('says with --dry-run what would be trained, and starts nothing', async () => {
    const before = await json(home, 'runs');
    const { code, stdout } = await plateau(home, ...EVALUATE, '--dry-run', '--hold-out', '48');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^Network +5 cells, 8 channels, cifar stem: [\d,]+ parameters, [\d.]+ M multiply–adds/mu,
    );
    expect(stdout).toContain('tiny: 640 of 2,048 train an epoch, 48 held out, 10 tested after it');
    expect(stdout).toContain('40: 2 epochs of 20, batch 32');
    expect(stdout).toContain('not estimated');
    expect(await json(home, 'runs')).toEqual(before);
  });
});

describe('what an evaluation is of', () => {
  it('can be a run: its genotype, with where that is from, and its data set', async () => {
    await plateau(
      home,
      'search',
      '--preset',
      'demo',
      '--dataset',
      'tiny',
      '--name',
      'found',
      '--space',
      's3',
    );
    const evaluated = async (...args: string[]): Promise<RunConfig> => {
      await plateau(home, 'evaluate', ...args, ...FITTING);
      return configOf('last');
    };
    expect(await evaluated('found')).toMatchObject({
      origin: 'run found, epoch 5',
      method: 'ms-darts',
      space: 's3',
      dataset: 'tiny',
    });
    const third = await evaluated('found', '--epoch', '3', '--name', 'third');
    expect(third).toMatchObject({ origin: 'run found, epoch 3' });
    expect(await evaluated('third', '--channels', '12')).toEqual({ ...third, name: '', channels: 12 });
    expect((await failure(home, 'evaluate', 'third', '--epoch', '3')).message).toContain('is an evaluation');
    expect((await failure(home, 'evaluate', 'found', '--preset', 'cifar100')).message).toContain(
      'There is no data set "cifar100"',
    );
  });

  it('can stand in a file of knobs, such as the configuration of an evaluation', async () => {
    await plateau(home, ...EVALUATE, '--name', 'first');
    const config = await configOf('first');
    const file = path.join(home, 'config.json');
    writeFileSync(file, JSON.stringify(config));
    await plateau(home, 'evaluate', '--config', file, '--name', 'again');
    expect(await configOf('again')).toEqual({ ...config, name: 'again' });
    writeFileSync(file, JSON.stringify({ channels: 7.5 }));
    expect(await failure(home, 'evaluate', 'DARTS_V2', '--config', file)).toMatchObject({
      code: 2,
      message: expect.stringContaining('"channels" of'),
    });
  });

  it.each([
    [['darts_v2'], 1, 'There is no run "darts_v2".', 'Did you mean DARTS_V2?'],
    [['DARTS_V2', '--dataset', 'tiny'], 2, 'auxiliary head', ''],
    [
      [...EVALUATE.slice(1), '--steps-per-epoch', '65', '--seeds', '2'],
      2,
      '--steps-per-epoch must be at most the 64',
      '',
    ],
  ])('is refused in %j', async (args, code, message, remedy) => {
    expect(await failure(home, 'evaluate', ...args)).toEqual({
      code,
      message: expect.stringContaining(message),
      remedy: expect.stringContaining(remedy),
    });
  });
});

describe('evaluations that have run', () => {
  it('are listed and shown with their number, the other seeds and the command that repeats them', async () => {
    await plateau(home, ...EVALUATE, '--name', 'pair', '--seeds', '2', '--batch', '16');
    const runs = await plateau(home, 'runs');
    expect(runs.stdout).toMatch(/✔ finished +pair +– +2 +2\/2\* +62\.0 % +0 +57\.0 % +– +57\.00 %/u);
    expect(runs.stdout).toContain('pair: Test accuracy 56.50 ± 0.71 % (2): the last epoch (last)');
    const { stdout } = await plateau(home, 'show', 'last');
    expect(stdout).toMatch(/^Evaluation +tiny, seed 2$/mu);
    expect(stdout).toMatch(/^Genotype +DARTS_V2$/mu);
    expect(stdout).toMatch(/^Network +5 cells, 8 channels, batch 16, 3,349,342 parameters, 528 M/mu);
    expect(stdout).toMatch(/^Result +Test accuracy 57\.00 % at epoch 1: the last epoch \(last\)$/mu);
    expect(stdout).toMatch(/^Best +62\.00 % at epoch 0 \(test accuracy\)$/mu);
    expect(stdout).toMatch(/^Shortened +by --steps-per-epoch 20$/mu);
    expect(stdout).toContain('Test accuracy 56.50 ± 0.71 % (2)');
    const repeat = /^Repeat +plateau (.*)$/mu.exec(stdout)?.[1]?.split(' ') ?? [];
    const before = await configOf('last');
    await plateau(home, ...repeat);
    expect(await configOf('last')).toEqual(before);
    expect((await json(home, 'show', 'last')).data).toMatchObject({ seeds: { n: 3 }, selection: 'last' });
  });

  it('have no spectrum and no alphas', async () => {
    const { data } = await json(home, ...EVALUATE, '--name', 'alone');
    const { runs, result } = evaluatedSchema.parse(data);
    expect(result).toMatchObject({ mean: 0.56, std: null, n: 1 });
    const id = runs[0]?.id ?? '';
    expect((await failure(home, 'spectrum', id)).message).toContain('has no Hessian');
    expect((await failure(home, 'show', id, '--distances')).message).toContain('has no alphas');
    expect((await plateau(home, 'genotype', id)).stdout).toBe(
      (await plateau(home, 'genotype', 'DARTS_V2')).stdout,
    );
  });
});

describe('help', () => {
  it('documents every knob, the presets and the seeds', async () => {
    const { code, stdout } = await plateau(home, 'evaluate', '--help');
    const text = stdout.replaceAll(/\s+/gu, ' ');
    expect(code).toBe(0);
    expect(text).toContain('--no-auxiliary switch off: auxiliary head');
    expect(text).toContain('(last, best-test, best-validation; default last)');
    expect(text).toContain('--seeds <number> runs that differ in the seed');
    expect(text).toContain('proxy Proxy: 3 epochs of a small network');
  });
});
