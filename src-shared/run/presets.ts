/** Named settings of a search, each with where its numbers come from. What a preset leaves out stays at its default. */
import { METHODS } from '../methods/catalog.ts';
import { isMethodName, type MethodName } from '../methods/names.ts';
import { nasbenchSettings } from '../nasbench/settings.ts';
import { SEARCH_SPACE_NAMES, SEARCH_SPACES, type SearchSpaceName } from '../space/searchSpaces.ts';
import { searchConfigSchema, type SearchConfig, type SearchConfigInput } from './config.ts';
import { configOfPreset, hasPreset, presetNames, type Preset } from './presetTable.ts';
import { searchKnobs } from './searchKnobs.ts';

/** The network of `demo` and `small`: s5, 8 channels, 5 cells, batch 32; MS-DARTS if not asked otherwise. */
const SMALL_NETWORK = { space: 's5', channels: 8, layers: 5, batch: 32 } as const;

/** Each method with the numbers of its own code, and two settings for small machines. */
export const PRESETS = {
  ...METHODS,
  demo: {
    title: 'Demo: a few minutes without a GPU',
    source:
      'The hyper-parameters of MS-DARTS on a small network, 6 epochs of 15 steps: shows a search, finds nothing.',
    config: {
      ...SMALL_NETWORK,
      epochs: 6,
      stepsPerEpoch: 15,
      alphaStartEpoch: 2,
      validationImages: 1024,
    },
  },
  small: {
    title: 'Small: an evening on two CPU cores',
    source:
      'The hyper-parameters of MS-DARTS on a small network, 20 epochs of 100 steps, 2,048 validation images.',
    config: { ...SMALL_NETWORK, epochs: 20, stepsPerEpoch: 100, validationImages: 2048 },
  },
} satisfies Readonly<Record<string, Preset<SearchConfigInput>>>;

export type PresetName = keyof typeof PRESETS;

export function isPresetName(name: string): name is PresetName {
  return hasPreset(PRESETS, name);
}

export const PRESET_NAMES = presetNames(PRESETS);

/** What a space brings along. */
function spaceSettings(method: MethodName, space: SearchSpaceName): SearchConfigInput {
  return SEARCH_SPACES[space].kind === 'nasbench' ? nasbenchSettings(method) : {};
}

/** The settings of a search as they lie on each other; `overrides` are not among them. */
function settingsOf(name: PresetName, method: MethodName, space: SearchSpaceName): SearchConfigInput {
  const { config, small = {} } = METHODS[method];
  const own = PRESETS[name].config;
  const ofSpace = spaceSettings(method, space);
  // A small setting is smaller than what a space has; a method is what the space makes of it.
  return isMethodName(name)
    ? { ...config, ...own, ...ofSpace }
    : { ...config, ...small, ...ofSpace, ...own, space };
}

/** The space of a preset: its own, or S5. */
export function spaceOfPreset(name: string): SearchSpaceName {
  const own: SearchConfigInput = isPresetName(name) ? PRESETS[name].config : {};
  return own.space ?? 's5';
}

/** The method of a preset: its own, or MS-DARTS. */
export function methodOfPreset(name: string): MethodName {
  return isMethodName(name) ? name : 'ms-darts';
}

/**
 * The full configuration of a preset, `overrides` on top; refuses unknown names and values out of range. What
 * the preset leaves open is as its method has it.
 */
export function presetConfig(name: string, overrides: SearchConfigInput = {}): SearchConfig {
  const method = overrides.method ?? methodOfPreset(name);
  const space = SEARCH_SPACE_NAMES.find((known) => known === overrides.space) ?? spaceOfPreset(name);
  return configOfPreset(PRESETS, name, {
    schema: searchConfigSchema,
    settings: isPresetName(name) ? settingsOf(name, method, space) : {},
    overrides: { ...overrides, method },
    what: 'the search configuration',
  });
}

/** The knobs of a preset with this method and what a space brings along before anything is changed: they need not make sense together. */
export function presetKnobs(
  name: PresetName,
  method: MethodName,
  space: SearchSpaceName = spaceOfPreset(name),
): SearchConfig {
  return searchKnobs.parse({ ...settingsOf(name, method, space), method, space });
}
