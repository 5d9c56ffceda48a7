/** Named settings of a search, each with where its numbers come from. What a preset leaves out stays at its default. */
import { METHODS } from '../methods/catalog.ts';
import { isMethodName, type MethodName } from '../methods/names.ts';
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

/** What lies under a preset: the settings of its method. */
function methodSettings(name: string, method: MethodName): SearchConfigInput {
  const { config, small = {} } = METHODS[method];
  return isMethodName(name) ? config : { ...config, ...small };
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
  return configOfPreset(PRESETS, name, {
    schema: searchConfigSchema,
    base: methodSettings(name, method),
    overrides: { ...overrides, method },
    what: 'the search configuration',
  });
}

/** The knobs of a preset with this method before anything is changed: they need not make sense together. */
export function presetKnobs(name: PresetName, method: MethodName): SearchConfig {
  return searchKnobs.parse({ ...methodSettings(name, method), ...PRESETS[name].config, method });
}
