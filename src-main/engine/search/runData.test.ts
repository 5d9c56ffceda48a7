import { describe, expect, it } from 'vitest';
import { searchConfigSchema, type SearchConfigInput } from '../../../src-shared/run/config.ts';
import type { DatasetInfo } from '../dataset/datasetInfo.ts';
import { assertFits, halves, stepsOf } from './runData.ts';

const FILE = { bytes: 0, sha256: '0'.repeat(64) };
const INFO: DatasetInfo = {
  name: 'tiny',
  kind: 'generated',
  source: 'test',
  height: 32,
  width: 32,
  channels: 3,
  classes: ['a', 'b'],
  train: { count: 100 },
  test: { count: 10 },
  mean: [0, 0, 0],
  std: [1, 1, 1],
  files: { 'train.images': FILE, 'train.labels': FILE, 'test.images': FILE, 'test.labels': FILE },
};

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
});

describe('an epoch', () => {
  it('is the whole batches of the weight half', () => {
    const config = searchConfigSchema.parse({ batch: 8, trainFraction: 0.9 });
    expect(stepsOf(config, halves(config, INFO))).toBe(11);
  });
});
