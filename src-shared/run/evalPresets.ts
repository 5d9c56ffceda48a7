/** Named settings of an evaluation, each with where its numbers come from. What a preset leaves out stays at its default. */
import { evalConfigSchema, type EvalConfig, type EvalConfigInput } from './evalConfig.ts';
import { configOfPreset, hasPreset, presetNames, type Preset } from './presetTable.ts';

/** What comes with a genotype, and not with a preset. */
export type GenotypeKnob = 'genotype' | 'origin' | 'method' | 'space';
export type EvalPresetInput = Omit<EvalConfigInput, 'kind' | GenotypeKnob>;

/** The MS-DARTS authors' CIFAR networks are trained with the rest as in DARTS. */
const MS_DARTS_CODE = { batch: 48, select: 'best-test' } as const;

export const EVAL_PRESETS = {
  cifar10: {
    title: 'CIFAR-10 as DARTS: 20 cells, 36 channels',
    source:
      'quark0/darts, defaults of train.py with its README’s --auxiliary --cutout: 600 epochs, batch 96, learning rate 0.025 → 0, drop path 0.2; the last epoch counts.',
    config: { dataset: 'cifar10' },
  },
  'cifar10-ms-darts': {
    title: 'CIFAR-10 as MS-DARTS: batch 48, best epoch',
    source:
      'aaron851113/MS-DARTS, defaults of sota/cnn/train.py: as DARTS, but batch 48, and the number is that of the epoch that is best on the test set.',
    config: { dataset: 'cifar10', ...MS_DARTS_CODE },
  },
  cifar100: {
    title: 'CIFAR-100: 8 cells, 16 channels',
    source:
      'The text of the MS-DARTS paper (arXiv 2108.09996): 8 cells, 16 channels, 600 epochs, batch 64, 4 seeds; the rest as DARTS for CIFAR-10.',
    config: { dataset: 'cifar100', layers: 8, channels: 16, batch: 64 },
    seeds: 4,
  },
  'cifar100-code': {
    title: 'CIFAR-100: 20 cells, 16 channels',
    source:
      'The MS-DARTS authors’ code for s2 and s4: 20 cells, 16 channels; the rest as their sota/cnn/train.py, 4 seeds as the paper.',
    config: { dataset: 'cifar100', channels: 16, ...MS_DARTS_CODE },
    seeds: 4,
  },
  imagenet: {
    title: 'ImageNet: 14 cells, 48 channels, 224 × 224',
    source:
      'The MS-DARTS paper: 14 cells, 48 channels, 300 epochs, learning rate 0.5, weight decay 3e-5. The rest from PC-DARTS’s train_imagenet.py, which the authors’ code follows: batch 1024, 5 warm-up epochs, linear fall, label smoothing 0.1, auxiliary head 0.4, no drop path, color jitter 0.4.',
    config: {
      dataset: 'imagenet',
      stem: 'imagenet',
      layers: 14,
      channels: 48,
      epochs: 300,
      batch: 1024,
      learningRate: 0.5,
      weightDecay: 3e-5,
      schedule: 'linear',
      warmUpEpochs: 5,
      labelSmoothing: 0.1,
      dropPath: 0,
      crop: 0,
      cutout: false,
      colorJitter: 0.4,
    },
  },
  proxy: {
    title: 'Proxy: 3 epochs of a small network',
    source:
      'Ours, to rank genotypes on a small machine: 8 cells, 16 channels, batch 64, the cosine over 3 epochs; the auxiliary head as the authors, no drop path in so short a training. Compare only with itself.',
    config: { layers: 8, channels: 16, batch: 64, epochs: 3, dropPath: 0 },
    seeds: 2,
  },
  demo: {
    title: 'Demo: minutes without a GPU',
    source:
      'Ours: the hyper-parameters of DARTS on 5 cells and 8 channels, 2 epochs of 20 steps, 1,000 test images: shows an evaluation, ranks nothing.',
    config: { layers: 5, channels: 8, batch: 32, epochs: 2, stepsPerEpoch: 20, testImages: 1000 },
  },
} as const satisfies Readonly<Record<string, Preset<EvalPresetInput>>>;

export type EvalPresetName = keyof typeof EVAL_PRESETS;

export function isEvalPresetName(name: string): name is EvalPresetName {
  return hasPreset(EVAL_PRESETS, name);
}

export const EVAL_PRESET_NAMES = presetNames(EVAL_PRESETS);

/** How many seeds a preset asks for where nobody says otherwise. */
export function presetSeeds(name: EvalPresetName): number {
  const { seeds = 1 }: Preset<EvalPresetInput> = EVAL_PRESETS[name];
  return seeds;
}

/** The full configuration of a preset for a genotype; refuses unknown names and values out of range. */
export function evalPresetConfig(name: string, overrides: Omit<EvalConfigInput, 'kind'>): EvalConfig {
  return configOfPreset(EVAL_PRESETS, name, {
    schema: evalConfigSchema,
    overrides: { ...overrides, kind: 'evaluation' },
    what: 'the evaluation configuration',
  });
}
