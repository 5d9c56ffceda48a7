/** The command lines the views print, read by a shell and by the command line's own reader. */
import { Command } from 'commander';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addSearchOptions, configOf } from '../../src-main/cli/commands/search.ts';
import { commandLines } from '../../src-renderer/domain/newRun/commandLine.ts';
import { repeatCommand } from '../../src-shared/run/commandLine.ts';
import { searchConfigSchema, type SearchConfig } from '../../src-shared/run/config.ts';
import { KNOBS } from '../../src-shared/run/knobs.ts';
import { PRESET_NAMES, presetConfig } from '../../src-shared/run/presets.ts';
import { shellCalls, someKnobs } from './shellCalls.ts';

/** The configurations that a shell's `plateau search …` asks for, one a call. */
function read(line: string): SearchConfig[] {
  return shellCalls(line).map(([name, ...words]) => {
    expect(name).toBe('search');
    const command = new Command('search').exitOverride();
    addSearchOptions(command);
    return configOf(command.parse(words, { from: 'user' }).opts());
  });
}

const knobs = someKnobs(KNOBS);
const presets = fc.constantFrom(...PRESET_NAMES);

/** The preset with these knobs, where the rules over several knobs let them be. */
function configWith(preset: (typeof PRESET_NAMES)[number], changes: object): SearchConfig {
  const { success, data } = searchConfigSchema.safeParse({ ...presetConfig(preset), ...changes });
  fc.pre(success);
  return data;
}

describe('the command line that a view prints', () => {
  it('starts the search of the form, whatever the knobs', () => {
    fc.assert(
      fc.property(presets, knobs, (preset, changes) => {
        const config = configWith(preset, changes);
        expect(read(commandLines(config, preset, [config.seed]))).toEqual([config]);
      }),
    );
  });

  it('repeats a run, whatever its knobs', () => {
    fc.assert(
      fc.property(presets, knobs, (preset, changes) => {
        const config = configWith(preset, changes);
        expect(read(repeatCommand(config))).toEqual([config]);
      }),
    );
  });

  it('starts one search a seed', () => {
    const config = presetConfig('demo', { name: "it's a try", flip: false });
    const seeds = [3, 1, 7];
    expect(read(commandLines(config, 'demo', seeds))).toEqual(seeds.map((seed) => ({ ...config, seed })));
  });
});
