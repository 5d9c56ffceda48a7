import { describe, expect, it } from 'vitest';
import { flagOf, offFlagOf, repeatCommand, searchCommand, shellWord } from './commandLine.ts';
import { searchConfigSchema } from './config.ts';
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

  it('repeats a run from the preset that needs the fewest words', () => {
    expect(repeatCommand(presetConfig('demo', { seed: 7 }))).toBe('plateau search --preset demo --seed 7');
    expect(repeatCommand(searchConfigSchema.parse({}))).toBe('plateau search --preset ms-darts');
  });
});
