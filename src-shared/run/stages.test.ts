import { describe, expect, it } from 'vitest';
import { presetConfig } from './presets.ts';
import { stageAt, stagesOf, totalEpochs } from './stages.ts';

describe('stages', () => {
  it('are one for most searches, with the configuration itself', () => {
    const config = presetConfig('ms-darts');
    expect(stagesOf(config)).toEqual([{ epochs: 40, fresh: true, config }]);
  });

  it('of P-DARTS are three with 5, 11 and 17 cells, each anew, each with its own dropout', () => {
    const stages = stagesOf(presetConfig('p-darts'));
    expect(stages.map(({ config }) => config.layers)).toEqual([5, 11, 17]);
    expect(stages.map(({ config }) => config.skipDropout)).toEqual(['0.1', '0.4', '0.7']);
    expect(stages.every(({ fresh }) => fresh)).toBe(true);
    expect(totalEpochs(presetConfig('p-darts'))).toBe(75);
  });

  it('of DrNAS are two: the second goes on with more channels', () => {
    const stages = stagesOf(presetConfig('drnas'));
    expect(stages.map(({ config, fresh }) => [config.partialChannels, fresh])).toEqual([
      [6, true],
      [4, false],
    ]);
  });

  it('of a grid start anew with each value', () => {
    const stages = stagesOf(presetConfig('r-darts-l2'));
    expect(stages.map(({ config }) => config.weightDecay)).toEqual([3e-4, 9e-4, 27e-4, 81e-4, 243e-4]);
  });

  it('end with the tuning of DARTS-PT: 81 epochs at a tenth of the learning rate', () => {
    const config = presetConfig('darts-pt');
    const tuning = stagesOf(config).at(-1)!;
    expect(tuning).toMatchObject({ epochs: 81, fresh: false, tunes: true });
    expect(tuning.config.learningRate).toBeCloseTo(0.0025, 12);
    expect(totalEpochs(config)).toBe(131);
  });

  it('tune without the extra skip connection of DARTS−', () => {
    const stages = stagesOf(presetConfig('darts-minus', { select: 'perturbation' }));
    expect(stages.map(({ config }) => config.auxiliarySkip)).toEqual([1, 0]);
  });

  it('are found by epoch, the last one beyond the end', () => {
    const config = presetConfig('p-darts');
    const place = (epoch: number) => {
      const { index, begins } = stageAt(config, epoch);
      return [index, begins];
    };
    expect([0, 24, 25, 74, 99].map(place)).toEqual([
      [0, 0],
      [0, 0],
      [1, 25],
      [2, 50],
      [2, 50],
    ]);
  });
});
