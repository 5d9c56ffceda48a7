import { describe, expect, it } from 'vitest';
import { refusal } from '../../test/fixtures/refusal.ts';
import { METHOD_NAMES, type MethodName } from '../methods/names.ts';
import { NASBENCH_SPACE_NAMES } from '../nasbench/spaces.ts';
import { SPACE_NAMES } from '../space/spaces.ts';
import type { SearchConfigInput } from './config.ts';
import { presetConfig } from './presets.ts';

const DATASETS = ['cifar10', 'cifar100', 'imagenet', 'mnist', 'fashion-mnist', 'my-images'];

const search = (method: MethodName, knobs: SearchConfigInput = {}) => presetConfig(method, knobs);

describe('method × space × data set', () => {
  it('is valid for every triple of S1–S5, as the method has it and on small networks', () => {
    for (const method of METHOD_NAMES)
      for (const space of SPACE_NAMES)
        for (const dataset of DATASETS)
          for (const preset of [method, 'small', 'demo'])
            expect(presetConfig(preset, { method, space, dataset })).toMatchObject({
              method,
              space,
              dataset,
            });
  });

  it('takes most methods to the spaces of NAS-Bench-1Shot1, and refuses the others with the reason', () => {
    const refused: Partial<Record<MethodName, string>> = {
      'pc-darts': 'partial channels',
      'r-darts-dp': 'drop path',
      'p-darts': 'prunes the operations of edges',
      'darts-plus': 'skip connections, of which there are none',
      'fair-darts': 'edges whose operations reach a threshold',
      sgas: 'decides on edges',
      da2s: 'weights of edges',
      'darts-pt': 'operations of edges one by one',
      'darts-minus': 'extra skip connection',
      drnas: 'prunes the operations of edges',
    };
    for (const method of METHOD_NAMES)
      for (const space of NASBENCH_SPACE_NAMES)
        for (const dataset of DATASETS)
          for (const preset of [method, 'small', 'demo']) {
            const start = () => presetConfig(preset, { method, space, dataset });
            const reason = refused[method];
            if (reason === undefined) expect(start()).toMatchObject({ method, space, dataset });
            else expect(refusal(start).message).toContain(reason);
          }
  });

  it.each<[SearchConfigInput, string]>([
    [{ edgeNormalisation: true }, 'edgeNormalisation true does not go with space nb1shot1-1: parents have'],
    [{ partialChannels: 4 }, 'partialChannels 4 does not go with space nb1shot1-1'],
    [{ auxiliarySkip: 1 }, 'auxiliarySkip 1 does not go'],
    [{ dropPath: 0.2 }, 'dropPath 0.2 does not go'],
    [{ skipDropout: '0.2' }, 'skipDropout 0.2 does not go with space nb1shot1-1: there are no skip'],
    [{ grid: 'dropPath', gridValues: '0,0.2' }, 'grid dropPath does not go'],
    [{ stopRule: 'skips' }, 'stopRule skips does not go'],
    [{ stopRule: 'ranking' }, 'stopRule ranking does not go'],
    [{ select: 'perturbation' }, 'select perturbation does not go'],
  ])('there %j is refused', (knobs, message) => {
    expect(refusal(() => search('ms-darts', { space: 'nb1shot1-1', ...knobs })).message).toContain(message);
  });

  it('is refused where a rule finds nothing to look at in the space, with the remedy', () => {
    const others = ['darts-pt', 'darts-ada', 'random', 'r-darts-dp', 'r-darts-l2', 'p-darts', 'drnas'];
    for (const method of METHOD_NAMES.filter((name) => !others.includes(name)))
      for (const space of SPACE_NAMES) {
        const start = () => search(method, { space, stopRule: 'ranking' });
        if (space === 's1' || space === 's5') expect(start().stopRule).toBe('ranking');
        else
          expect(refusal(start)).toMatchObject({
            message: expect.stringContaining(`which space ${space} has not`),
            remedy: 'Choose stopRule skips or eigenvalue, or space s1 or s5.',
          });
      }
  });
});

describe('what composes', () => {
  it.each<[MethodName, SearchConfigInput]>([
    ['ms-darts', { partialChannels: 4, edgeNormalisation: true }],
    ['ms-darts', { select: 'perturbation' }],
    ['sdarts-adv', { partialChannels: 8, select: 'perturbation' }],
    ['ms-darts', { alphaOrder: 'second', grid: 'dropPath', gridValues: '0,0.2' }],
    ['beta-darts', { auxiliarySkip: 1, dropPath: 0.2, skipDropout: '0.3' }],
    ['fair-darts', { partialChannels: 2 }],
    ['lambda-darts', { layers: 4 }],
    ['p-darts', { select: 'epoch', selectEpoch: 74 }],
    ['r-darts-l2', { select: 'epoch', selectEpoch: 249 }],
    ['p-darts', { stageOperations: '5,3' }],
  ])('%s takes %j', (method, knobs) => {
    expect(search(method, knobs)).toMatchObject(knobs);
  });

  it('any method takes the eigenvalue stop that has no stages, no grid and no selection by perturbation', () => {
    const staged = ['darts-pt', 'p-darts', 'drnas', 'r-darts-dp', 'r-darts-l2'];
    for (const method of METHOD_NAMES.filter((name) => !staged.includes(name)))
      expect(search(method, { stopRule: 'eigenvalue' }).stopRule).toBe('eigenvalue');
    expect(search('darts-pt', { stopRule: 'eigenvalue', select: 'last' }).stopRule).toBe('eigenvalue');
    expect(search('r-darts-dp', { stopRule: 'eigenvalue', grid: 'none' }).stopRule).toBe('eigenvalue');
  });
});

describe('what makes no sense', () => {
  it.each<[MethodName, SearchConfigInput, string, string]>([
    ['darts', { channels: 3 }, 'channels must be even, got 3', 'Choose an even number, e.g. 4.'],
    ['darts', { learningRateMin: 1 }, 'learningRateMin 1 must not exceed learningRate 0.025', 'Lower'],
    ['darts', { partialChannels: 3 }, 'must divide channels 16 and leave at least 2, got 3', '1, 2, 4, 8'],
    ['darts', { partialChannels: 16 }, 'leave at least 2, got 16', 'or channels 32.'],
    [
      'drnas',
      { channels: 8 },
      'stagePartial must divide channels 8 and leave at least 2, got 6',
      'channels 12.',
    ],
    ['p-darts', { stopRule: 'skips' }, 'stopRule must be none with the stages of p-darts', 'stopRule none'],
    [
      'r-darts-l2',
      { stopRule: 'eigenvalue' },
      'stopRule must be none with a grid over weightDecay',
      'a search for each value',
    ],
    ['darts', { grid: 'dropPath' }, 'gridValues must not be empty with a grid', 'or grid none'],
    [
      'darts',
      { grid: 'dropPath', gridValues: '0,1' },
      'gridValues must be less than 1; got 1',
      'less than 1',
    ],
    ['darts', { grid: 'weightDecay', gridValues: '2' }, 'gridValues must be at most 1; got 2', 'at most 1'],
    ['p-darts', { stageLayers: '2,5,9' }, 'stageLayers must be at least 3; got 2', 'at least 3'],
    ['p-darts', { stageLayers: '5.5' }, 'stageLayers must be a whole number; got 5.5', 'whole number'],
    ['p-darts', { stageOperations: '0' }, 'stageOperations must be at least 1; got 0', 'at least 1'],
    ['p-darts', { skipDropout: '1' }, 'skipDropout must be less than 1; got 1', 'less than 1'],
    [
      'p-darts',
      { grid: 'dropPath', gridValues: '0' },
      'grid must be none for the stages of p-darts',
      'grid none',
    ],
    [
      'drnas',
      { grid: 'dropPath', gridValues: '0' },
      'grid must be none for the stages of drnas',
      'grid none',
    ],
    ['p-darts', { stageOperations: '5,4,3,1' }, 'at most one value a stage, 3, got 4', '3 values'],
    ['p-darts', { stageOperations: '3,5' }, 'stageOperations must not rise', 'largest number first'],
    ['p-darts', { stageOperations: '5' }, 'what is kept after each stage but the last, got 5', 'e.g. 5,3,1'],
    ['darts', { skipDropout: '0.1,0.2' }, 'at most one value a stage, 1, got 2', 'one value'],
    [
      'p-darts',
      { stagePartial: '4' },
      'stagePartial must be empty beside stageLayers 5,11,17, got 4',
      'empty',
    ],
    [
      'ms-darts',
      { stageLayers: '5,8' },
      'stageLayers must be empty for method ms-darts',
      'choose method p-darts',
    ],
    ['darts', { stageOperations: '4' }, 'stageOperations must be empty for method darts', 'p-darts or drnas'],
    ['darts', { select: 'epoch', selectEpoch: 50 }, 'selectEpoch must be < epochs 50, got 50', '0–49'],
    ['p-darts', { select: 'epoch', selectEpoch: 75 }, 'selectEpoch must be < epochs 75, got 75', '0–74'],
    ['darts-es', { curvature: 'off' }, 'curvature must be epoch for stopRule eigenvalue, got off', 'λ_max'],
    [
      'darts',
      { stopAction: 'regularise' },
      'stopAction regularise needs stopRule eigenvalue, got none',
      'end',
    ],
    [
      'gdas',
      { select: 'perturbation' },
      'select must not be perturbation for method gdas: it trains one',
      'last',
    ],
    ['random', { select: 'perturbation' }, 'select must not be perturbation for method random', 'last'],
    ['sgas', { select: 'perturbation' }, 'select must not be perturbation for method sgas: it fixes', 'last'],
    ['p-darts', { select: 'perturbation' }, 'select must not be perturbation for method p-darts', 'last'],
    ['drnas', { select: 'perturbation' }, 'select must not be perturbation for method drnas', 'last'],
    ['r-darts-l2', { select: 'perturbation' }, 'select must not be perturbation with a grid', 'grid none'],
    [
      'darts-plus',
      { select: 'perturbation' },
      'select must not be perturbation with stopRule skips',
      'stopRule none',
    ],
    ['random', { stopRule: 'ranking' }, 'stopRule must not be ranking for method random', 'stopRule none'],
    ['lambda-darts', { layers: 3 }, 'layers must be at least 4 for method lambda-darts', '4 or more'],
    ['fair-darts', { edgeNormalisation: true }, 'edgeNormalisation must be off for method fair-darts', 'off'],
    ['da2s', { edgeNormalisation: false }, 'edgeNormalisation must be on for method da2s', 'on'],
    ['gdas', { temperatureMin: 11 }, 'temperatureMin 11 must not exceed temperature 10', 'raise temperature'],
  ])('%s with %j is refused with value, bound and remedy', (method, knobs, message, remedy) => {
    expect(refusal(() => search(method, knobs))).toMatchObject({
      message: expect.stringContaining(message),
      remedy: expect.stringContaining(remedy),
    });
  });

  it('is a step ahead where the method has no place for it', () => {
    for (const method of ['gdas', 'sgas', 'lambda-darts', 'oles', 'random'] as const)
      expect(refusal(() => search(method, { alphaOrder: 'second' })).message).toContain(
        `alphaOrder must be first for method ${method}, got second: it`,
      );
  });
});
