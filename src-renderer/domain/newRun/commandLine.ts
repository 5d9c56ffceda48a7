/** The command line that starts the same search: one flag for every knob that the preset has otherwise. */
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import { presetConfig, type PresetName } from '../../../src-shared/run/presets.ts';
import { KNOB_NAMES, type KnobName } from './knobs.ts';

/** `learningRateMin` → `--learning-rate-min`. */
export function flagOf(name: KnobName): string {
  return `--${name.replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** A word as a POSIX shell takes it. */
function shellWord(text: string): string {
  return /^[\w.,:/@%+=-]+$/u.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The flags of the knobs in which `config` differs from the preset. */
function flags(config: SearchConfig, preset: PresetName): string[] {
  const base = presetConfig(preset);
  return KNOB_NAMES.flatMap((name) => {
    const value = config[name];
    if (value === undefined || value === base[name]) return [];
    const flag = flagOf(name);
    if (typeof value === 'boolean') return [value ? flag : flag.replace('--', '--no-')];
    return [flag, shellWord(String(value))];
  });
}

/** `plateau search --preset demo --space s3`. */
export function commandLine(config: SearchConfig, preset: PresetName): string {
  return ['plateau search --preset', preset, ...flags(config, preset)].join(' ');
}

/** One line for one seed; for several a loop, whose runs wait for each other. */
export function commandLines(config: SearchConfig, preset: PresetName, seeds: readonly number[]): string {
  if (seeds.length <= 1) return commandLine({ ...config, seed: seeds[0] ?? config.seed }, preset);
  // The seed of the preset needs no flag, so it is left out and written once for all.
  const line = commandLine({ ...config, seed: presetConfig(preset).seed }, preset);
  return `for seed in ${seeds.join(' ')}; do ${line} --seed $seed; done`;
}
