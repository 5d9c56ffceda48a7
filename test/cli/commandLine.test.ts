/** The command lines the views print, read by a shell and by the command line's own reader. */
import { execFileSync } from 'node:child_process';
import { Command } from 'commander';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addSearchOptions, configOf } from '../../src-main/cli/commands/search.ts';
import { commandLines } from '../../src-renderer/domain/newRun/commandLine.ts';
import { repeatCommand } from '../../src-shared/run/commandLine.ts';
import { searchConfigSchema, type SearchConfig } from '../../src-shared/run/config.ts';
import { KNOB_NAMES, knobOfName, type KnobName } from '../../src-shared/run/knobs.ts';
import { PRESET_NAMES, presetConfig } from '../../src-shared/run/presets.ts';

/** The configurations that a shell's `plateau search …` asks for, one a call. */
function read(line: string): SearchConfig[] {
  // Words end with NUL, which no word can hold; an empty one more ends the call.
  const script = `plateau() { printf '%s\\0' "$@" ''; printf '\\001\\0'; }; ${line}`;
  const calls = execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0\0\u0001\0').slice(0, -1);
  return calls.map((call) => {
    const [name, ...words] = call.split('\0');
    expect(name).toBe('search');
    const command = new Command('search').exitOverride();
    addSearchOptions(command);
    return configOf(command.parse(words, { from: 'user' }).opts());
  });
}

/** Values of a knob that its own schema takes. */
function valuesOf(name: KnobName): fc.Arbitrary<unknown> {
  const { kind, options } = knobOfName(name);
  const kinds = {
    switch: fc.boolean(),
    choice: fc.nat().map((index) => options[index % options.length]),
    number: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.double({ min: 0, max: 1, noNaN: true })),
    text: fc.string({
      maxLength: 40,
      unit: fc.constantFrom('a', '-', ' ', '=', '$', '"', "'", '\\', '`', '\n', '!', '*', ';', 'é'),
    }),
  };
  return kinds[kind].filter((value) => searchConfigSchema.shape[name].safeParse(value).success);
}

const knobs = fc
  .subarray(KNOB_NAMES, { maxLength: 6 })
  .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, valuesOf(name)]))));
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
