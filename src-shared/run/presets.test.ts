import { describe, expect, it } from 'vitest';
import { refusal } from '../../test/fixtures/refusal.ts';
import { PlateauError } from '../errors.ts';
import { searchConfigSchema } from './config.ts';
import { presetConfig, PRESETS } from './presets.ts';

describe('presets', () => {
  it('are all valid and say where their numbers come from', () => {
    for (const [name, { title, source }] of Object.entries(PRESETS)) {
      expect(presetConfig(name).kind).toBe('search');
      expect(title).not.toBe('');
      expect(source).toMatch(/\.$/u);
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

  it('take overrides, which are checked', () => {
    expect(presetConfig('demo', { seed: 7, space: 's2' })).toMatchObject({ seed: 7, space: 's2', epochs: 6 });
    expect(() => presetConfig('demo', { epochs: 0 })).toThrow(
      '"epochs" of the search configuration (preset demo) must be at least 1; got 0.',
    );
  });

  it('refuse an unknown name with a suggestion', () => {
    expect(refusal(() => presetConfig('sdarts-r'))).toEqual(
      new PlateauError(
        'There is no preset "sdarts-r"; the presets are ms-darts, darts, darts-2nd, darts-es, darts-plus, beta-darts, sdarts-rs, sdarts-adv, demo, small.',
        'Did you mean sdarts-rs?',
      ),
    );
    refusal(() => presetConfig('toString'));
  });
});
