import { describe, expect, it } from 'vitest';
import { searchConfigSchema, type SearchConfigInput } from '../../../src-shared/run/config.ts';
import { datasetInfo } from '../../../test/fixtures/datasetInfo.ts';
import { assertFits, halves, stepsOf } from './runData.ts';

const INFO = datasetInfo({ train: 100, test: 10 });

function check(knobs: SearchConfigInput, info = INFO): () => void {
  return () => assertFits(searchConfigSchema.parse({ batch: 8, ...knobs }), info);
}

describe('assertFits', () => {
  it('accepts what fits', () => {
    expect(check({ stepsPerEpoch: 6, validationImages: 50 })).not.toThrow();
  });

  it.each([
    [{ batch: 64 }, 'batch must be at most the 50 images'],
    [{ stepsPerEpoch: 7 }, 'stepsPerEpoch must be at most the 6 batches'],
    [{ validationImages: 51 }, 'validationImages must be at most the 50 images'],
  ])('refuses %j with the bound', (knobs, message) => {
    expect(check(knobs)).toThrow(message);
  });

  it('refuses images that cannot be halved twice', () => {
    expect(check({}, { ...INFO, height: 30 })).toThrow('30×32 pixels cannot be halved');
  });

  it('takes images of any size where pools halve them', () => {
    expect(check({ space: 'nb1shot1-1' }, { ...INFO, height: 30, width: 17 })).not.toThrow();
  });
});

describe('an epoch', () => {
  it('is the whole batches of the weight half', () => {
    const config = searchConfigSchema.parse({ batch: 8, trainFraction: 0.9 });
    expect(stepsOf(config, halves(config, INFO))).toBe(11);
  });
});
