/** `plateau bench methods`, and `bench step` of methods whose step is more or less than that of MS-DARTS. */
import { describe, expect, it } from 'vitest';
import { benchStepReportSchema, type BenchStepReport } from '../../src-shared/run/reports.ts';
import { runCli } from '../../src-main/cli/program.ts';
import { caughtStdout } from '../fixtures/stdout.ts';

const TINY = '--space s2 --channels 4 --layers 3 --batch 2 --resolution 8 --steps 1'.split(' ');

const stdout = caughtStdout();

async function bench(...args: string[]): Promise<BenchStepReport> {
  expect(await runCli(['bench', 'step', ...TINY, ...args, '--json'])).toBe(0);
  return benchStepReportSchema.parse(JSON.parse(stdout.take()));
}

describe('plateau bench methods', () => {
  it.each([
    [['--methods', 'darts,darst'], '--methods must be one of ms-darts, darts'],
    [['--rounds', '0'], '--rounds must be at least 1; got 0.'],
  ])('refuses %j before it measures', async (args, message) => {
    expect(await runCli(['bench', 'methods', ...args, '--json'])).toBe(2);
    expect(JSON.parse(stdout.take())).toMatchObject({ error: { message: expect.stringContaining(message) } });
  });
});

describe('plateau bench step', () => {
  it('feeds what the rules of OLES decide', async () => {
    const { seconds } = await bench('--method', 'oles');
    expect(Object.keys(seconds)).toEqual(['alphaStep', 'weightStep', 'fullStep']);
  });

  it('has no α step where the method takes none, and says nothing of one', async () => {
    expect(await runCli(['bench', 'step', ...TINY, '--method', 'random'])).toBe(0);
    const table = stdout.take();
    expect(table).toMatch(/^weightStep +[\d.]+ s/mu);
    expect(table).not.toMatch(/alphaStep|meanShift/u);
  });

  it('leaves λ_max out where the stop rule needs it: a step of DARTS-ES is one of DARTS', async () => {
    const { nodes } = await bench('--method', 'darts');
    expect(await bench('--method', 'darts-es', '--alpha-order', 'first')).toMatchObject({ nodes });
  });
});
