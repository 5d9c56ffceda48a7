import { describe, expect, it } from 'vitest';
import { refusal } from '../../test/fixtures/refusal.ts';
import { evalConfigSchema } from './evalConfig.ts';
import { EVAL_PRESET_NAMES, EVAL_PRESETS, evalPresetConfig, presetSeeds } from './evalPresets.ts';
import { evaluationLearningRate } from './schedules.ts';

const genotype = 'G';

describe('the presets of evaluations', () => {
  it('are all valid and say where their numbers come from', () => {
    for (const name of EVAL_PRESET_NAMES) {
      const { title, source } = EVAL_PRESETS[name];
      expect(evalPresetConfig(name, { genotype })).toMatchObject({ kind: 'evaluation', genotype });
      expect(title).not.toBe('');
      expect(source).toMatch(/\.$/u);
    }
  });

  it('leave CIFAR-10 at the defaults of the schema, which are those of DARTS', () => {
    const cifar10 = evalPresetConfig('cifar10', { genotype });
    expect(cifar10).toEqual(evalConfigSchema.parse({ kind: 'evaluation', genotype }));
    expect(cifar10).toMatchObject({ layers: 20, channels: 36, epochs: 600, batch: 96, weightDecay: 3e-4 });
    expect(cifar10).toMatchObject({ gradClip: 5, cutout: true, cutoutLength: 16, dropPath: 0.2 });
    expect(cifar10).toMatchObject({
      auxiliary: true,
      auxiliaryWeight: 0.4,
      select: 'last',
      labelSmoothing: 0,
    });
    expect(evaluationLearningRate(cifar10, 0)).toBe(0.025);
    expect(evaluationLearningRate(cifar10, 300)).toBeCloseTo(0.0125, 12);
  });

  it('have both ways in which MS-DARTS is evaluated on CIFAR-100', () => {
    expect(evalPresetConfig('cifar100', { genotype })).toMatchObject({ layers: 8, channels: 16, batch: 64 });
    expect(evalPresetConfig('cifar100-code', { genotype })).toMatchObject({
      layers: 20,
      channels: 16,
      batch: 48,
    });
    expect(
      ['cifar100', 'cifar100-code', 'cifar10'].map((name) => evalPresetConfig(name, { genotype }).dataset),
    ).toEqual(['cifar100', 'cifar100', 'cifar10']);
  });

  it('warm ImageNet up for five epochs', () => {
    const config = evalPresetConfig('imagenet', { genotype });
    expect(config).toMatchObject({ layers: 14, channels: 48, epochs: 300, batch: 1024, weightDecay: 3e-5 });
    expect(config).toMatchObject({
      stem: 'imagenet',
      labelSmoothing: 0.1,
      cutout: false,
      crop: 0,
      dropPath: 0,
    });
    expect(evaluationLearningRate(config, 0)).toBeCloseTo(0.1, 12);
    expect(evaluationLearningRate(config, 150)).toBeCloseTo(0.25, 12);
  });

  it('ask for as many seeds as their source averages over', () => {
    expect(EVAL_PRESET_NAMES.map((name) => [name, presetSeeds(name)])).toEqual([
      ['cifar10', 1],
      ['cifar10-ms-darts', 1],
      ['cifar100', 4],
      ['cifar100-code', 4],
      ['imagenet', 1],
      ['proxy', 2],
      ['demo', 1],
    ]);
  });

  it('take overrides, which are checked, and refuse an unknown name with a suggestion', () => {
    expect(evalPresetConfig('demo', { genotype, seed: 7, epochs: 3 })).toMatchObject({ seed: 7, epochs: 3 });
    expect(refusal(() => evalPresetConfig('demo', { genotype, epochs: 0 })).message).toBe(
      '"epochs" of the evaluation configuration (preset demo) must be at least 1; got 0.',
    );
    expect(refusal(() => evalPresetConfig('proxi', { genotype })).remedy).toBe('Did you mean proxy?');
    refusal(() => evalPresetConfig('toString', { genotype }));
  });
});
