/** The command lines that start evaluations, read by a shell and by the command line's own reader. */
import { Command } from 'commander';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { addEvaluateOptions, configOf } from '../../src-main/cli/commands/evaluate.ts';
import { genotypeOutsideRuns } from '../../src-main/cli/genotypeSource.ts';
import { genotypeToPython } from '../../src-shared/genotype/print.ts';
import { publishedGenotype } from '../../src-shared/genotype/published.ts';
import { evaluateCommand, repeatCommand } from '../../src-shared/run/commandLine.ts';
import { evalConfigSchema, type EvalConfig } from '../../src-shared/run/evalConfig.ts';
import { EVAL_PRESET_NAMES, evalPresetConfig, presetSeeds } from '../../src-shared/run/evalPresets.ts';
import { EVALUATION_KNOBS } from '../../src-shared/run/knobs.ts';
import { shellCalls, someKnobs } from './shellCalls.ts';

const optionsSchema = z.looseObject({ preset: z.string(), seeds: z.int().optional() });

/** The configuration and the seeds that a shell's `plateau evaluate …` asks for. */
function read(line: string): { config: EvalConfig; seeds: number | undefined } {
  const [[name, ...words] = []] = shellCalls(line);
  expect(name).toBe('evaluate');
  const command = new Command('evaluate').exitOverride().argument('[genotype]');
  addEvaluateOptions(command);
  const options = optionsSchema.parse(command.parse(words, { from: 'user' }).opts());
  const config = configOf(genotypeOutsideRuns(command.args[0] ?? ''), options);
  return { config, seeds: options.seeds };
}

const presets = fc.constantFrom(...EVAL_PRESET_NAMES);
const origins = fc.constantFrom('', 'DARTS_V2', 'c10_s5_ms', "run it's 7, epoch 3");
const genotype = genotypeToPython(publishedGenotype('DARTS_V2'));

/** An evaluation of any preset and knobs, where the rules over several knobs let them be. */
const evaluations = fc
  .tuple(presets, origins, someKnobs(EVALUATION_KNOBS))
  .map(([preset, origin, knobs]) => {
    const whole = { ...evalPresetConfig(preset, { genotype, origin }), ...knobs };
    return { preset, parsed: evalConfigSchema.safeParse(whole) };
  })
  .filter(({ parsed }) => parsed.success)
  .map(({ preset, parsed }) => ({ preset, config: evalConfigSchema.parse(parsed.data) }));

it('the command line of an evaluation starts it, whatever its knobs and its seeds', () => {
  fc.assert(
    fc.property(evaluations, fc.integer({ min: 1, max: 9 }), ({ preset, config }, seeds) => {
      const line = read(evaluateCommand(config, preset, seeds));
      expect(line.config).toEqual(config);
      expect(line.seeds ?? presetSeeds(preset)).toBe(seeds);
    }),
  );
});

it('an evaluation is repeated by one command line, once', () => {
  fc.assert(
    fc.property(evaluations, ({ config }) => {
      expect(read(repeatCommand(config)).config).toEqual(config);
    }),
  );
});
