import { describe, expect, it } from 'vitest';
import { refusal } from '../../test/fixtures/refusal.ts';
import { PlateauError } from '../errors.ts';
import { METHOD_NAMES } from '../methods/names.ts';
import { searchConfigSchema } from './config.ts';
import { presetConfig, presetKnobs, PRESETS } from './presets.ts';

describe('presets', () => {
  it('are all valid and say where their numbers come from', () => {
    for (const [name, { title, source }] of Object.entries(PRESETS)) {
      expect(presetConfig(name).kind).toBe('search');
      expect(title).not.toBe('');
      expect(source).toMatch(/arXiv|\w\/\w|hyper-parameters of MS-DARTS/u);
    }
  });

  it('leave MS-DARTS at the defaults of the schema', () => {
    expect(presetConfig('ms-darts')).toEqual(searchConfigSchema.parse({}));
    expect(presetConfig('ms-darts')).toMatchObject({
      epochs: 40,
      batch: 64,
      channels: 16,
      alphaStartEpoch: 5,
      seed: 1,
    });
  });

  it('give DARTS and SDARTS 50 epochs with alpha steps from the first', () => {
    for (const method of ['darts', 'sdarts-rs', 'sdarts-adv'])
      expect(presetConfig(method)).toMatchObject({ method, epochs: 50, alphaStartEpoch: 0 });
    expect(presetConfig('darts').seed).toBe(2);
  });

  it('lie on the settings of the method that is asked for', () => {
    expect(presetConfig('small', { method: 'pc-darts' })).toMatchObject({
      method: 'pc-darts',
      partialChannels: 4, // of the method
      batch: 32, // of the preset
      epochs: 20,
    });
    expect(presetConfig('pc-darts')).toMatchObject({ method: 'pc-darts', batch: 256, epochs: 50 });
  });

  it('that are small bring what the method needs on a small network', () => {
    expect(presetConfig('small', { method: 'drnas' }).stagePartial).toBe('4,2');
    expect(presetConfig('drnas').stagePartial).toBe('6,4');
    for (const preset of ['demo', 'small'])
      for (const method of METHOD_NAMES) expect(presetConfig(preset, { method }).channels).toBe(8);
  });

  it('have in the spaces of NAS-Bench-1Shot1 what its code has, below a small setting and what is asked for', () => {
    const space = 'nb1shot1-2';
    expect(presetConfig('ms-darts', { space })).toMatchObject({
      ...{
        space,
        layers: 9,
        batch: 96,
        epochs: 100,
        alphaStartEpoch: 0,
        cutout: 'off',
        batchNormMomentum: 0.997,
      },
      ...{ samples: 3, seed: 1 },
    });
    expect(presetConfig('darts', { space, epochs: 7 })).toMatchObject({ epochs: 7, layers: 9, seed: 2 });
    expect(presetConfig('gdas', { space })).toMatchObject({ temperature: 10, temperatureMin: 1 });
    expect(presetConfig('demo', { space })).toMatchObject({
      ...{ space, layers: 5, batch: 32, epochs: 6, channels: 8, batchNormMomentum: 0.997 },
    });
    expect(presetKnobs('darts', 'darts', space)).toEqual(presetConfig('darts', { space }));
    expect(presetConfig('darts', { space: 's3' })).toMatchObject({ layers: 8, batchNormMomentum: 0.1 });
  });

  it('can be read before they make sense together', () => {
    expect(presetKnobs('p-darts', 'darts')).toMatchObject({ method: 'darts', stageLayers: '5,11,17' });
    expect(refusal(() => presetConfig('p-darts', { method: 'darts' })).message).toContain('stageLayers');
  });

  it('take overrides, which are checked', () => {
    expect(presetConfig('demo', { seed: 7, space: 's2' })).toMatchObject({ seed: 7, space: 's2', epochs: 6 });
    expect(() => presetConfig('demo', { epochs: 0 })).toThrow(
      '"epochs" of the search configuration (preset demo) must be at least 1; got 0.',
    );
  });

  it('refuse an unknown name with a suggestion', () => {
    expect(refusal(() => presetConfig('sdarts-r'))).toEqual(
      new PlateauError(
        `There is no preset "sdarts-r"; the presets are ${[...METHOD_NAMES, 'demo', 'small'].join(', ')}.`,
        'Did you mean sdarts-rs?',
      ),
    );
    refusal(() => presetConfig('toString'));
  });
});
