import { describe, expect, it } from 'vitest';
import { publishedGenotype } from '../../../src-shared/genotype/published.ts';
import { costOf, datasetShapes, networkOf, networkQuery } from './network.ts';

const GENOTYPE = publishedGenotype('c10_s5_ms');

describe('the network whose size is shown', () => {
  it('is the papers’ where the address says nothing, and survives the address', () => {
    const papers = { channels: 36, layers: 20, dataset: 'cifar10', auxiliary: true };
    expect(networkOf({})).toEqual(papers);
    expect(networkQuery(papers)).toEqual({ c: '', l: '', data: '', aux: '' });
    const other = { channels: 16, layers: 8, dataset: 'cifar100', auxiliary: false };
    expect(networkOf(networkQuery(other))).toEqual(other);
  });

  it('keeps to what an evaluation may have', () => {
    expect(networkOf({ c: '1', l: '9999' })).toMatchObject({ channels: 36, layers: 20 });
    expect(networkOf({ c: 'x', l: '3' })).toMatchObject({ channels: 36, layers: 3 });
  });

  it('is counted for the classes and the size of the data set', () => {
    const counted = costOf(GENOTYPE, networkOf({}), datasetShapes([]));
    expect(counted).toMatchObject({ parameters: 3_963_862 });
    const more = costOf(GENOTYPE, networkOf({ data: 'cifar100' }), datasetShapes([]));
    // 90 classes more on 4 nodes × 144 channels, and their biases.
    expect(more).toMatchObject({ parameters: 3_963_862 + 90 * (4 * 144 + 1) });
  });

  it('that cannot be built says why', () => {
    const info = {
      kind: 'x',
      source: '',
      height: 28,
      width: 28,
      channels: 1,
      classes: ['a'],
      train: 1,
      test: 1,
    };
    const shapes = datasetShapes([{ name: 'digits', folder: '', problem: null, info }]);
    expect(costOf(GENOTYPE, networkOf({ data: 'digits' }), shapes)).toEqual({
      problem:
        'The auxiliary head cannot stand on the 7×7 maps that images of 28×28 pixels leave. Switch the auxiliary head off, or use images of 32 pixels (224 for the imagenet stem).',
    });
    expect(costOf(GENOTYPE, networkOf({ data: 'digits', aux: 'off' }), shapes)).toHaveProperty('macs');
    expect(costOf(GENOTYPE, networkOf({ data: 'nowhere' }), shapes)).toHaveProperty('problem');
  });
});
