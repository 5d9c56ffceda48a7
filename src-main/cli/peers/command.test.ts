import { describe, expect, it } from 'vitest';
import { caughtStdout } from '../../../test/fixtures/stdout.ts';
import { runCli } from '../program.ts';

const stdout = caughtStdout();

describe('plateau bench peers', () => {
  it.each([
    [['--peer-python', '/no/python'], '--peer-python names /no/python, which cannot import torch.'],
    [['--configs', 'B,F'], '--configs must be one of A, B, C, D, E; got "F".'],
    [['--rounds', '0'], '--rounds must be at least 1; got 0.'],
    [['--threads', '100000'], '--threads must be at most'],
    [['--space', 's5'], "unknown option '--space'"],
  ])('refuses %j with exit code 2, in the JSON that was asked for', async (args, message) => {
    expect(await runCli(['bench', 'peers', ...args, '--json'])).toBe(2);
    expect(JSON.parse(stdout.take())).toEqual({
      error: { message: expect.stringContaining(message), remedy: expect.any(String) },
    });
  });

  it('explains itself', async () => {
    expect(await runCli(['bench', 'peers', '--help'])).toBe(0);
    expect(stdout.take()).toContain('--as-published');
  });

  it.each([
    [['step', '--channels', '3'], 'The benchmark: channels must be even, got 3.'],
    [['evaluation', '--genotype', 'DARTS_V9'], 'No published genotype is called "DARTS_V9".'],
    [['evaluation', '--no-auxiliary', '--resolution', '10'], 'Images of 10×10 pixels cannot be halved'],
    [['step', '--stem', 'imagenet'], "Unknown option '--stem'"],
    [['step', '--method', 'darst'], '"method" of the benchmark must be one of'],
    // Of the method itself are the partial channels, and the stop rule.
    [['step', '--method', 'pc-darts', '--channels', '6'], 'The benchmark: partialChannels must divide'],
    [['step', '--method', 'darts-es', '--curvature', 'off'], 'The benchmark: curvature must be epoch'],
  ])('leaves the other benchmarks their flags: bench %j', async (args, message) => {
    expect(await runCli(['bench', ...args, '--json'])).toBe(2);
    expect(JSON.parse(stdout.take())).toMatchObject({ error: { message: expect.stringContaining(message) } });
  });
});
