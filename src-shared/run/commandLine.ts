/** Flags of the command line, and the lines that start a search or an evaluation. */
import { PlateauError } from '../errors.ts';
import { genotypeToPython } from '../genotype/print.ts';
import { publishedGenotype } from '../genotype/published.ts';
import type { SearchConfig } from './config.ts';
import type { EvalConfig } from './evalConfig.ts';
import { EVAL_PRESET_NAMES, evalPresetConfig, presetSeeds, type EvalPresetName } from './evalPresets.ts';
import { EVALUATION_KNOB_NAMES, KNOB_NAMES, type KnobValue } from './knobs.ts';
import { methodOfPreset, PRESET_NAMES, presetKnobs, type PresetName, spaceOfPreset } from './presets.ts';
import type { RunConfig } from './runConfig.ts';

/** `learningRateMin` → `--learning-rate-min`. */
export function flagOf(name: string): string {
  return `--${name.replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The flag that switches off: `flip` → `--no-flip`. */
export function offFlagOf(name: string): string {
  return flagOf(name).replace('--', '--no-');
}

/** A word as a POSIX shell takes it. */
export function shellWord(text: string): string {
  return /^[\w.,:/@%+=-]+$/u.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

type Values<N extends string> = { readonly [K in N]?: KnobValue | undefined };

/** The flags of the knobs in which `config` differs from `base`. */
function flags<N extends string>(names: readonly N[], config: Values<N>, base: Values<N>): string[] {
  return names.flatMap((name) => {
    const value = config[name];
    if (value === undefined || value === base[name]) return [];
    if (typeof value === 'boolean') return [value ? flagOf(name) : offFlagOf(name)];
    return [flagOf(name), shellWord(String(value))];
  });
}

/** `plateau search --preset demo --space s3`: starts the search that `config` describes. */
export function searchCommand(config: SearchConfig, preset: PresetName): string {
  // With another method or space their own knobs go under the preset.
  const base = {
    ...presetKnobs(preset, config.method, config.space),
    method: methodOfPreset(preset),
    space: spaceOfPreset(preset),
  };
  const changed = flags(KNOB_NAMES, config, base);
  return ['plateau search --preset', preset, ...changed].join(' ');
}

/** Whether `genotype` is the published one of that name. */
function isPublished(name: string, genotype: string): boolean {
  try {
    return genotypeToPython(publishedGenotype(name)) === genotype;
  } catch (error) {
    if (error instanceof PlateauError) return false; // no such name, or none that fits a cell
    throw error;
  }
}

/** How the command line names the genotype of `config`: a published name that it comes from, or its text. */
function genotypeWord({ genotype, origin }: EvalConfig): { readonly word: string; readonly origin: string } {
  return isPublished(origin, genotype) ? { word: origin, origin } : { word: genotype, origin: '' };
}

/**
 * `plateau evaluate DARTS_V2 --preset demo --seeds 2`: starts the evaluations that `config` describes, with
 * `seeds` seeds from its own on.
 */
export function evaluateCommand(config: EvalConfig, preset: EvalPresetName, seeds = 1): string {
  const { word, origin } = genotypeWord(config);
  const base = evalPresetConfig(preset, { genotype: config.genotype, origin });
  const changed = flags(EVALUATION_KNOB_NAMES, config, base);
  const several = seeds === presetSeeds(preset) ? [] : ['--seeds', String(seeds)];
  return ['plateau evaluate', shellWord(word), '--preset', preset, ...changed, ...several].join(' ');
}

function shortest(lines: readonly string[]): string {
  return lines.reduce((best, each) => (each.length < best.length ? each : best));
}

/** The shortest command line that starts the same run. */
export function repeatCommand(config: RunConfig): string {
  return config.kind === 'search'
    ? shortest(PRESET_NAMES.map((preset) => searchCommand(config, preset)))
    : shortest(EVAL_PRESET_NAMES.map((preset) => evaluateCommand(config, preset)));
}
