import { describe, expect, it } from 'vitest';
import { publishedGenotype } from '../genotype/published.ts';
import { genotypeToPython } from '../genotype/print.ts';
import {
  evaluateCommand,
  flagOf,
  offFlagOf,
  repeatCommand,
  searchCommand,
  shellWord,
} from './commandLine.ts';
import { searchConfigSchema } from './config.ts';
import { evalConfigSchema } from './evalConfig.ts';
import { evalPresetConfig } from './evalPresets.ts';
import { presetConfig } from './presets.ts';

it('a flag is the name of its knob in kebab case', () => {
  expect(flagOf('alphaLearningRate')).toBe('--alpha-learning-rate');
  expect([flagOf('flip'), offFlagOf('flip')]).toEqual(['--flip', '--no-flip']);
});

it.each([
  ['s3', 's3'],
  ['', "''"],
  ['a b', "'a b'"],
  ["it's", "'it'\\''s'"],
  ['$HOME', "'$HOME'"],
])('the word %j is written %s for a shell', (text, word) => {
  expect(shellWord(text)).toBe(word);
});

describe('the command line of a search', () => {
  it('names what differs from the preset', () => {
    const config = presetConfig('demo', {
      space: 's3',
      flip: false,
      deterministic: true,
      epsilonStart: 0.05,
      name: "it's a try",
    });
    expect(searchCommand(config, 'demo')).toBe(
      "plateau search --preset demo --name 'it'\\''s a try' --space s3 --deterministic --no-flip --epsilon-start 0.05",
    );
  });

  it('leaves out what its method brings by itself', () => {
    const config = presetConfig('small', { method: 'pc-darts', seed: 7 });
    expect(searchCommand(config, 'small')).toBe('plateau search --preset small --method pc-darts --seed 7');
  });

  it('repeats a run from the preset that needs the fewest words', () => {
    expect(repeatCommand(presetConfig('demo', { seed: 7 }))).toBe('plateau search --preset demo --seed 7');
    expect(repeatCommand(searchConfigSchema.parse({}))).toBe('plateau search --preset ms-darts');
  });
});

describe('the command line of an evaluation', () => {
  const genotype = genotypeToPython(publishedGenotype('DARTS_V2'));

  it('names a published genotype, and what differs from the preset', () => {
    const knobs = { genotype, origin: 'DARTS_V2', auxiliary: false, seed: 3, dataset: 'mnist' };
    expect(evaluateCommand(evalPresetConfig('demo', knobs), 'demo', 2)).toBe(
      'plateau evaluate DARTS_V2 --preset demo --dataset mnist --seed 3 --no-auxiliary --seeds 2',
    );
  });

  it('writes any other genotype out, with where it is from', () => {
    for (const origin of ['run 7, epoch 3', 'c10_s5_ms', 'NASNet'])
      expect(evaluateCommand(evalPresetConfig('demo', { genotype, origin, space: 's5' }), 'demo')).toBe(
        `plateau evaluate ${shellWord(genotype)} --preset demo --origin ${shellWord(origin)} --space s5`,
      );
  });

  it('says so when it is not as many seeds as the preset has', () => {
    const config = evalPresetConfig('cifar100', { genotype, origin: 'DARTS_V2' });
    expect(evaluateCommand(config, 'cifar100', 4)).toBe('plateau evaluate DARTS_V2 --preset cifar100');
    expect(evaluateCommand(config, 'cifar100')).toBe('plateau evaluate DARTS_V2 --preset cifar100 --seeds 1');
  });

  it('repeats a run from the preset that needs the fewest words', () => {
    const config = evalConfigSchema.parse({ kind: 'evaluation', genotype, origin: 'DARTS_V2', seed: 7 });
    expect(repeatCommand(config)).toBe('plateau evaluate DARTS_V2 --preset cifar10 --seed 7');
  });
});
