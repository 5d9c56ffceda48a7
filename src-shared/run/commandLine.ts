/** Flags of the command line, and the line that starts a search. */
import type { SearchConfig } from './config.ts';
import { KNOB_NAMES } from './knobs.ts';
import { PRESET_NAMES, presetConfig, type PresetName } from './presets.ts';

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

/** The flags of the knobs in which `config` differs from the preset. */
function flags(config: SearchConfig, preset: PresetName): string[] {
  const base = presetConfig(preset);
  return KNOB_NAMES.flatMap((name) => {
    const value = config[name];
    if (value === undefined || value === base[name]) return [];
    if (typeof value === 'boolean') return [value ? flagOf(name) : offFlagOf(name)];
    return [flagOf(name), shellWord(String(value))];
  });
}

/** `plateau search --preset demo --space s3`: starts the search that `config` describes. */
export function searchCommand(config: SearchConfig, preset: PresetName): string {
  return ['plateau search --preset', preset, ...flags(config, preset)].join(' ');
}

/** The shortest command line that starts the same search. */
export function repeatCommand(config: SearchConfig): string {
  const lines = PRESET_NAMES.map((preset) => searchCommand(config, preset));
  return lines.reduce((best, each) => (each.length < best.length ? each : best));
}
