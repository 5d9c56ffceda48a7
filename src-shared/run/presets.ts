/** Named settings of a search, each with where its numbers come from. What a preset leaves out stays at its default. */
import { searchConfigSchema, type SearchConfig, type SearchConfigInput } from './config.ts';
import { configOfPreset, hasPreset, presetNames, type Preset } from './presetTable.ts';

const DARTS = { method: 'darts', epochs: 50, seed: 2, alphaStartEpoch: 0 } as const;
const SMOOTH_DARTS = { epochs: 50, alphaStartEpoch: 0 } as const;
const SMOOTH_DARTS_SOURCE =
  'xiangning-chen/SmoothDARTS: 50 epochs, alpha steps from epoch 0, ε from 0.03 to 0.3; the rest as DARTS.';
/** The network of `demo` and `small`: s5, 8 channels, 5 cells, batch 32. */
const SMALL_NETWORK = { method: 'ms-darts', space: 's5', channels: 8, layers: 5, batch: 32 } as const;

export const PRESETS = {
  'ms-darts': {
    title: 'MS-DARTS as published',
    source:
      'aaron851113/MS-DARTS, defaults of train_search_ms.py: 40 epochs, alpha steps from epoch 5, ε from 0.025 to 0.25, N 3, T 2, h 1.',
    config: { method: 'ms-darts' },
  },
  darts: {
    title: 'DARTS, first order',
    source: 'quark0/darts, defaults of train_search.py: 50 epochs, seed 2, alpha steps from epoch 0.',
    config: DARTS,
  },
  'darts-2nd': {
    title: 'DARTS, second order',
    source: 'quark0/darts, train_search.py --unrolled: as darts, the alpha gradient through one weight step.',
    config: { ...DARTS, alphaOrder: 'second' },
  },
  'darts-es': {
    title: 'DARTS-ES: DARTS that stops when λ_max rises',
    source:
      'automl/RobustDARTS: DARTS of second order with cutout, stopped when the mean λ_max rises by 1.3 over eight epochs.',
    config: { ...DARTS, alphaOrder: 'second', cutout: 'constant', stopRule: 'eigenvalue' },
  },
  'darts-plus': {
    title: 'DARTS+: DARTS that stops at two skip connections',
    source: 'arXiv 1909.06035, rule 1 on DARTS of first order; its rule 2 is `stopRule ranking`.',
    config: { ...DARTS, stopRule: 'skips' },
  },
  'beta-darts': {
    title: 'β-DARTS',
    source:
      'Sunshine-Ye/Beta-DARTS: DARTS of first order, log-sum-exp of the alphas with a weight that rises to 50.',
    config: { ...DARTS, method: 'beta-darts' },
  },
  'sdarts-rs': {
    title: 'SDARTS-RS',
    source: SMOOTH_DARTS_SOURCE,
    config: { method: 'sdarts-rs', ...SMOOTH_DARTS },
  },
  'sdarts-adv': {
    title: 'SDARTS-ADV',
    source: SMOOTH_DARTS_SOURCE,
    config: { method: 'sdarts-adv', ...SMOOTH_DARTS },
  },
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
} as const satisfies Readonly<Record<string, Preset<SearchConfigInput>>>;

export type PresetName = keyof typeof PRESETS;

export function isPresetName(name: string): name is PresetName {
  return hasPreset(PRESETS, name);
}

export const PRESET_NAMES = presetNames(PRESETS);

/** The full configuration of a preset, `overrides` on top; refuses unknown names and values out of range. */
export function presetConfig(name: string, overrides: SearchConfigInput = {}): SearchConfig {
  return configOfPreset(PRESETS, name, {
    schema: searchConfigSchema,
    overrides,
    what: 'the search configuration',
  });
}
