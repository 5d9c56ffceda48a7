/** Named settings of a kind of run, each with where its numbers come from. */
import type { z } from 'zod';
import { closest } from '../contract/closest.ts';
import { parseOrExplain } from '../contract/issues.ts';
import { PlateauError } from '../errors.ts';

/** What a preset leaves out stays at its default. */
export interface Preset<C> {
  readonly title: string;
  readonly source: string;
  readonly config: C;
  /** Runs that differ in the seed, where the source averages over some. */
  readonly seeds?: number;
}

type Presets = Readonly<Record<string, Preset<object>>>;

/** The names of a table of presets, in its order. */
export function presetNames<P extends Presets>(presets: P): readonly (keyof P & string)[] {
  return Object.keys(presets).filter((name) => hasPreset(presets, name));
}

/** Whether a table of presets has that name. */
export function hasPreset<P extends Presets>(presets: P, name: string): name is keyof P & string {
  return Object.hasOwn(presets, name);
}

/**
 * The configuration of the preset `name`, `overrides` on top, as `schema` has it; refuses unknown names and values out
 * of range. `settings`: what the preset stands for where it is more than its own table. `what` names the configuration in errors.
 */
export function configOfPreset<S extends z.ZodType>(
  presets: Presets,
  name: string,
  {
    schema,
    settings,
    overrides,
    what,
  }: { readonly schema: S; readonly settings?: object; readonly overrides: object; readonly what: string },
): z.output<S> {
  const preset = hasPreset(presets, name) ? presets[name] : undefined;
  if (preset === undefined) {
    const names = Object.keys(presets);
    const suggestion = closest(name, names);
    throw new PlateauError(
      `There is no preset "${name}"; the presets are ${names.join(', ')}.`,
      suggestion === undefined ? 'Choose one of them.' : `Did you mean ${suggestion}?`,
    );
  }
  return parseOrExplain(schema, { ...(settings ?? preset.config), ...overrides }, `${what} (preset ${name})`);
}
