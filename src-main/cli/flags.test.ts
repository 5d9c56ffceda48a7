import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { METHOD_NAMES } from '../../src-shared/methods/names.ts';
import { flagOf } from '../../src-shared/run/commandLine.ts';
import { searchConfigSchema } from '../../src-shared/run/config.ts';
import { EVALUATION_KNOBS, KNOBS, type Knobs } from '../../src-shared/run/knobs.ts';
import { addKnobFlags, readKnobFlags, withFlags } from './flags.ts';
import { UsageError } from './output.ts';

function command(knobs: Knobs<string> = KNOBS): Command {
  const created = new Command('search').exitOverride();
  addKnobFlags(created, knobs);
  return created;
}

function readOf(knobs: Knobs<string>, ...argv: string[]): Record<string, unknown> {
  return readKnobFlags(command(knobs).parse(argv, { from: 'user' }).opts(), knobs);
}

function read(...argv: string[]): Record<string, unknown> {
  return readOf(KNOBS, ...argv);
}

describe('the flags of a search', () => {
  it('are one a knob, in kebab case, with its doc line, bounds and default', () => {
    const help = command().helpInformation().replaceAll(/\s+/gu, ' ');
    for (const [name, field] of Object.entries(searchConfigSchema.shape)) {
      if (name === 'kind') continue;
      expect(help).toMatch(new RegExp(`${flagOf(name).replace('--', '--(no-)?')} `, 'u'));
      expect(help).toContain(field.description);
    }
    expect(help).toContain('--batch <number> images per batch, for both halves (2–4096; default 64)');
    expect(help).toContain('(> 0, ≤ 10; default 0.025)');
    expect(help).toContain('(s1, s2, s3, s4, s5, nb1shot1-1, nb1shot1-2, nb1shot1-3; default s5)');
    expect(help).toContain('--no-flip switch off: random horizontal flip');
  });

  it('give only what was typed, so that presets and files can give the rest', () => {
    expect(read()).toEqual({});
    expect(
      read('--batch', '32', '--method', 'darts', '--learning-rate', '1e-2', '--learning-rate-shift', '1'),
    ).toEqual({
      batch: 32,
      method: 'darts',
      learningRate: 0.01,
      learningRateShift: 1,
    });
    expect(read('--no-flip', '--deterministic')).toEqual({ flip: false, deterministic: true });
    expect(read('--flip', '--no-deterministic')).toEqual({ flip: true, deterministic: false });
  });

  it.each([
    [['--batch', '1'], '--batch must be at least 2; got 1.', 'Allowed: 2–4096. Default: 64.'],
    [['--batch', '2.5'], '--batch must be a whole number; got 2.5.', 'Allowed: 2–4096. Default: 64.'],
    [['--epochs', 'many'], '--epochs must be a number; got "many".', 'Allowed: 1–10000. Default: 40.'],
    [['--epochs', ''], '--epochs must be a number; got "".', 'Allowed: 1–10000. Default: 40.'],
    [
      ['--learning-rate', '0'],
      '--learning-rate must be more than 0; got 0.',
      'Allowed: > 0, ≤ 10. Default: 0.025.',
    ],
    [['--learning-rate-shift', '2'], '--learning-rate-shift must be one of 0, 1; got 2.', 'Default: 0.'],
    [['--epsilon', '-1'], '--epsilon must be at least 0; got -1.', 'Allowed: 0–1.'],
    [
      ['--method', 'ms-dart'],
      `--method must be one of ${METHOD_NAMES.join(', ')}; got "ms-dart".`,
      'Did you mean ms-darts?',
    ],
  ])('refuse %j with the value, the bound and the remedy', (argv, message, remedy) => {
    expect(() => read(...argv)).toThrow(expect.objectContaining({ message, remedy }));
    expect(() => read(...argv)).toThrow(UsageError);
  });
});

describe('the flags of an evaluation', () => {
  it('are its own knobs; the genotype is none of them', () => {
    const help = command(EVALUATION_KNOBS).helpInformation().replaceAll(/\s+/gu, ' ');
    expect(help).toContain(
      '--batch <number> images per batch (DARTS 96; the code of MS-DARTS 48) (2–4096; default 96)',
    );
    expect(help).toContain('--no-auxiliary switch off: ');
    expect(help).not.toContain('--genotype');
    expect(help).not.toContain('--alpha-learning-rate');
  });

  it('are checked by their own bounds', () => {
    expect(readOf(EVALUATION_KNOBS, '--no-auxiliary', '--drop-path', '0.3', '--stem', 'imagenet')).toEqual({
      auxiliary: false,
      dropPath: 0.3,
      stem: 'imagenet',
    });
    expect(() => readOf(EVALUATION_KNOBS, '--drop-path', '1')).toThrow(
      '--drop-path must be less than 1; got 1.',
    );
    expect(() => readOf(EVALUATION_KNOBS, '--select', 'best')).toThrow(
      '--select must be one of last, best-test',
    );
  });
});

it('knobs of either kind are told by their flags', () => {
  expect(withFlags('holdOut must be > 0; learningRateMin is no holdOutside.')).toBe(
    '--hold-out must be > 0; --learning-rate-min is no holdOutside.',
  );
  expect(withFlags('grid dropPath is refused beside dropPath. Choose grid none or weightDecay.')).toBe(
    'grid dropPath is refused beside --drop-path. Choose grid none or weightDecay.',
  );
});
