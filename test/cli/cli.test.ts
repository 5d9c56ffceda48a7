import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDetailSchema, runSummarySchema } from '../../src-shared/contract/runs.ts';
import { z } from 'zod';
import { createHome, failure, json, plateau, removeHome, start } from './cli.ts';

const SEARCH = ['search', '--preset', 'demo', '--dataset', 'tiny'];
const ENDLESS = [...SEARCH, '--epochs', '10000'];

/** What `search`, `resume` and `show` print. */
const detailSchema = runDetailSchema.extend({
  command: z.string().optional(),
  selection: z.string().nullable(),
  selectedEpoch: z.int().nullable(),
});

let home: string;
beforeAll(async () => void (home = await createHome()));
afterAll(() => removeHome(home));

async function detail(...args: string[]): Promise<z.output<typeof detailSchema>> {
  return detailSchema.parse((await json(home, ...args)).data);
}

describe('search', () => {
  it('follows a run to its genotype and says what comes next', async () => {
    const { code, stdout, stderr } = await plateau(home, ...SEARCH, '--name', 'told');
    expect(code).toBe(0);
    expect(stdout).toContain('Search told, seed 1: 5 cells, 8 channels, batch 32, 6 epochs');
    expect(stdout).toMatch(/epoch +train loss +train acc +val loss/u);
    expect(stdout).toMatch(/^ {4}5 +0\.111 +20\.0 % +0\.111 +48\.0 % +0\.100 +0\.5 +1$/mu);
    expect(stdout).toContain("Genotype(normal=[('");
    expect(stdout).toContain('Genotype of epoch 5 (best-validation)\n');
    expect(stdout).toContain('Shortened by --steps-per-epoch.');
    expect(stdout).toContain('Next      plateau show ');
    expect(stderr.split('\n')).toEqual(
      expect.arrayContaining(['building the graph', 'epoch 0 of 0–5', 'epoch 5 of 0–5']),
    );
  });

  it('prints with --json the run and nothing else', async () => {
    const { code, data } = await json(home, ...SEARCH);
    expect(code).toBe(0);
    expect(detailSchema.parse(data)).toMatchObject({
      run: { state: 'finished', steps: 18 },
      config: { channels: 8, epochs: 6 },
      selection: 'best-validation',
      selectedEpoch: 5,
    });
  });

  it('stops the run on Ctrl-C and says how to go on; resume ends it', async () => {
    const search = start(home, ...SEARCH, '--epochs', '40', '--name', 'interrupted');
    await search.says('epoch 0 of 0–39');
    search.signal('SIGINT');
    const { code, stdout, stderr } = await search.done;
    expect(code).toBe(130);
    expect(stderr).toContain('Stopping at the next step, with a checkpoint.');
    const resume = /Go on with: plateau resume (\S+)/u.exec(stdout)?.[1] ?? '';
    expect((await json(home, 'show', resume)).data).toMatchObject({ run: { state: 'stopped' } });
    expect(await json(home, 'resume', resume)).toMatchObject({
      code: 0,
      data: { run: { state: 'finished', epochsDone: 40 } },
    });
  });

  it('leaves a run that goes on; another command stops it', async () => {
    const { code, data } = await json(home, ...ENDLESS, '--detach');
    const run = runSummarySchema.parse(data);
    expect([code, run.state]).toEqual([0, 'running']);
    const queued = runSummarySchema.parse((await json(home, ...SEARCH, '--detach')).data);
    expect(queued.state).toBe('queued');
    expect((await plateau(home, 'runs')).stdout).toContain(
      '1 run queued: they start only while a Plateau host lives',
    );
    expect((await plateau(home, 'stop', queued.id)).stdout).toBe(`Run ${queued.id} is stopped.\n`);
    const paused = await plateau(home, 'pause', run.id);
    expect(paused.stdout).toBe(`Asked run ${run.id} to pause at its next step, with a checkpoint.\n`);
    expect((await json(home, 'runs', '--state', 'queued')).data).toEqual({ runs: [] });
    while ((await detail('show', run.id)).run.state === 'running');
    expect((await detail('show', run.id)).run.state).toBe('paused');
  });

  it('loses nothing but its own view when it is killed', async () => {
    const search = start(home, ...ENDLESS, '--name', 'orphan');
    await search.says('epoch 0 of 0–9999');
    search.signal('SIGKILL');
    await search.done;
    const { run } = await detail('show', 'orphan');
    expect(run.state).toBe('running');
    const follow = start(home, 'resume', 'orphan');
    await follow.says('of 0–9999');
    follow.signal('SIGINT');
    expect((await follow.done).code).toBe(130);
    expect((await detail('show', 'orphan')).run.state).toBe('stopped');
  });

  it('names what went wrong with a run', async () => {
    const failed = await plateau(home, ...SEARCH, '--name', 'fails');
    expect(failed.code).toBe(1);
    expect(failed.stderr).toMatch(
      /failed: The loss is NaN\.\nLower the learning rate\. What it printed is in/u,
    );
    expect(failed.stderr).not.toContain('plateau resume'); // it has no checkpoint
    const lost = await failure(home, ...SEARCH, '--name', 'dies');
    expect([lost.code, lost.message]).toEqual([
      1,
      expect.stringMatching(/is lost: Process .* out of memory/u),
    ]);
  });

  it('takes knobs from a file, and flags before it', async () => {
    const file = path.join(home, 'knobs.json');
    writeFileSync(file, JSON.stringify({ dataset: 'tiny', epochs: 3, channels: 4 }));
    const { data } = await json(home, 'search', '--config', file, '--channels', '6', '--no-flip');
    expect(detailSchema.parse(data).config).toMatchObject({ epochs: 3, channels: 6, flip: false });
  });
});

describe('wrong usage', () => {
  it('is one JSON object with --json', async () => {
    expect(await json(home, 'search', '--batch', '1')).toEqual({
      code: 2,
      data: {
        error: { message: '--batch must be at least 2; got 1.', remedy: 'Allowed: 2–4096. Default: 64.' },
      },
    });
    expect(await failure(home, 'runs', '--bogus')).toMatchObject({
      code: 2,
      message: "unknown option '--bogus'",
    });
    expect(await failure(home, ...SEARCH, '--validation-images', '2000')).toMatchObject({
      code: 2,
      message: expect.stringContaining('at most the 1024 images'),
    });
    expect(await failure(home, ...SEARCH, '--dataset', 'cifar100')).toMatchObject({
      code: 2,
      remedy: 'Add it with `plateau dataset add cifar100`.',
    });
    expect(await failure(home, 'show', 'nothing')).toMatchObject({
      code: 1,
      message: 'There is no run "nothing".',
    });
  });
});

describe('results', () => {
  it('are listed and shown, with the command that repeats a run', async () => {
    await plateau(home, ...SEARCH, '--name', 'shown', '--seed', '7', '--no-flip');
    expect((await plateau(home, 'runs')).stdout).toMatch(
      /✔ finished +shown +MS-DARTS +7 +6\/6\* +48\.0 % +5 +48\.0 % +0\.5/u,
    );
    const { stdout } = await plateau(home, 'show', 'shown');
    expect(stdout).toContain('Genotype of epoch 5 (best-validation)\n');
    expect(stdout).toContain('Shortened  by --steps-per-epoch');
    const repeat = /^Repeat +plateau (.*)$/mu.exec(stdout)?.[1]?.split(' ') ?? [];
    const { config } = await detail('show', 'shown');
    expect((await detail(...repeat)).config).toEqual(config);
  });

  it('give their genotype in either notation', async () => {
    const last = await plateau(home, 'genotype', 'last', '--epoch', '0');
    expect(last.stdout).toMatch(/^Genotype\(normal=/u);
    const asJson = await plateau(home, 'genotype', last.stdout.trim(), '--format', 'json');
    expect(JSON.parse(asJson.stdout)).toHaveProperty('normal_concat', [2, 3, 4, 5]);
    expect((await plateau(home, 'genotype', '--list')).stdout).toContain('c10_s5_ms');
    expect((await plateau(home, 'genotype', 'last', '--epoch', '99')).stderr).toContain(
      'has no epoch 99; it has 6 epochs',
    );
    const { run } = await detail('show', 'last');
    expect((await plateau(home, 'genotype', run.folder, '--epoch', '0')).stdout).toBe(last.stdout);
  });

  it('name what is no genotype', async () => {
    expect((await failure(home, 'genotype', 'darts_v2')).remedy).toContain('Did you mean DARTS_V2?');
    expect((await failure(home, 'genotype', './missing.py')).message).toBe('There is no file ./missing.py.');
    expect((await failure(home, 'genotype', `${home}/`)).message).toContain('is no run folder');
  });

  it('can come from another home, once', async () => {
    const elsewhere = mkdtempSync(path.join(tmpdir(), 'plateau-elsewhere-'));
    const { run } = await detail(...SEARCH);
    const copy = path.join(elsewhere, 'copied');
    cpSync(run.folder, copy, { recursive: true });
    const other = await createHome();
    try {
      expect(await json(other, 'import', copy)).toMatchObject({
        code: 0,
        data: { state: 'finished', epochsDone: 6, genotype: run.genotype },
      });
      expect((await failure(other, 'import', copy)).message).toContain('is already here');
      expect((await failure(other, 'import', run.folder)).message).toContain('is already here');
      expect((await failure(other, 'import', elsewhere)).message).toContain('holds no config.json');
      expect(await json(other, 'store', 'rebuild')).toEqual({ code: 0, data: { runs: 1, skipped: [] } });
    } finally {
      removeHome(other);
      rmSync(elsewhere, { recursive: true });
    }
  });
});

describe('commands of the engine', () => {
  it.each([
    [['bench', 'step', '--steps', '0'], '--steps must be a whole number of at least 1; got "0".'],
    [['bench', 'steps'], 'There is no benchmark "steps".'],
  ])('refuse %j once, before TensorFlow is there', async (args, message) => {
    const { stderr, ...rest } = await plateau(home, ...args);
    expect(rest).toEqual({ code: 2, stdout: '' });
    expect(stderr.split(message)).toHaveLength(2);
    expect(stderr.split('\n')).toHaveLength(3); // what is wrong, what to do
    expect(await failure(home, ...args)).toMatchObject({ code: 2, message });
  });

  it('name a folder that is no run with --json', async () => {
    expect((await failure(home, 'worker', '--run', home)).message).toContain('config.json cannot be read');
  });
});

describe('data sets', () => {
  it('are added, listed, checked and removed', async () => {
    expect(
      (await plateau(home, 'dataset', 'add', 'more', '--format', 'generated', '--size', '8')).stdout,
    ).toContain('Added more: ');
    expect((await plateau(home, 'dataset', 'list')).stdout).toMatch(/^tiny +2[,\u202f ]?048 +10 +8×8×3 +2/mu);
    expect(await json(home, 'dataset', 'check', 'more')).toMatchObject({ code: 0, data: { ok: true } });
    expect(await json(home, 'dataset', 'remove', 'more')).toEqual({ code: 0, data: { removed: 'more' } });
    expect((await json(home, 'dataset', 'remove', 'more')).code).toBe(1);
  });
});

describe('help', () => {
  it('documents every knob with its default and bounds', async () => {
    const { code, stdout } = await plateau(home, 'search', '--help');
    const text = stdout.replaceAll(/\s+/gu, ' ');
    expect(code).toBe(0);
    expect(text).toContain('--batch <number> images per batch, for both halves (2–4096; default 64)');
    expect(text).toContain('demo Demo: a few minutes without a GPU');
  });
});
