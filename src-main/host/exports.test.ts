import { describe, expect, it } from 'vitest';
import { untrainedNetworkSchema } from '../../src-shared/run/exportReport.ts';
import { runSource, type ExportableRun } from './exports.ts';

const NETWORK = untrainedNetworkSchema.parse({ channels: 16 });
const SEARCH: ExportableRun = {
  id: 'S',
  kind: 'search',
  folder: '/runs/S',
  genotype: null,
  epochs: [
    { epoch: 0, genotype: 'first' },
    { epoch: 1, genotype: 'second' },
  ],
};

describe('what a run exports', () => {
  it('is the trained network of an evaluation, from a checkpoint that was named', () => {
    const run = { ...SEARCH, kind: 'evaluation' };
    expect(runSource(run, NETWORK, {})).toEqual({ kind: 'trained', folder: '/runs/S' });
    expect(runSource(run, NETWORK, { checkpoint: 'c' })).toMatchObject({ checkpoint: 'c' });
  });

  it('is an untrained network of the genotype that a search ended with', () => {
    const source = runSource({ ...SEARCH, genotype: 'final' }, NETWORK, {});
    expect(source).toEqual({ kind: 'untrained', genotype: 'final', network: NETWORK });
  });

  it('is of the last epoch while a search runs, or of the one that was named', () => {
    expect(runSource(SEARCH, NETWORK, {})).toMatchObject({ genotype: 'second' });
    expect(runSource({ ...SEARCH, genotype: 'final' }, NETWORK, { epoch: 0 })).toMatchObject({
      genotype: 'first',
    });
  });

  it('is refused where there is no genotype', () => {
    expect(() => runSource({ ...SEARCH, epochs: [] }, NETWORK, {})).toThrow('Run S has no genotype yet');
    expect(() => runSource(SEARCH, NETWORK, { epoch: 7 })).toThrow('Run S has no genotype of epoch 7');
  });
});

describe('the untrained network of an export', () => {
  it('is that of DARTS unless told', () => {
    const defaults = { channels: 36, layers: 20, stem: 'cifar', classes: 10, size: 32, seed: 1 };
    expect(untrainedNetworkSchema.parse({})).toEqual(defaults);
  });

  it('has an even number of channels', () => {
    expect(untrainedNetworkSchema.safeParse({ channels: 7 }).error?.issues[0]?.message).toBe(
      'channels must be even, got 7',
    );
  });
});
