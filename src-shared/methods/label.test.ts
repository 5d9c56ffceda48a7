import { expect, it } from 'vitest';
import type { SearchConfigInput } from '../run/config.ts';
import { evalPresetConfig } from '../run/evalPresets.ts';
import { presetConfig } from '../run/presets.ts';
import { METHODS } from './catalog.ts';
import { compositions, methodLabel, methodTitle, runMethodLabel } from './label.ts';
import { METHOD_NAMES, type MethodName } from './names.ts';

it('a method as it is has its title, on small networks, too', () => {
  for (const method of METHOD_NAMES) {
    expect(methodLabel(presetConfig(method))).toBe(METHODS[method].title);
    expect(compositions(presetConfig('small', { method, space: 's2', seed: 4 }))).toEqual([]);
  }
});

it.each<[MethodName, SearchConfigInput, string]>([
  ['ms-darts', { partialChannels: 4 }, 'MS-DARTS + partial channels 4'],
  [
    'ms-darts',
    { partialChannels: 4, edgeNormalisation: true },
    'MS-DARTS + partial channels 4 + edge normalisation',
  ],
  ['darts', { stopRule: 'eigenvalue' }, 'DARTS (1st order) + eigenvalue stop'],
  ['ms-darts', { select: 'perturbation' }, 'MS-DARTS + DARTS-PT selection'],
  ['darts', { alphaOrder: 'second' }, 'DARTS (2nd order)'],
  ['darts-2nd', { alphaOrder: 'first', dropPath: 0.2 }, 'DARTS (1st order) + drop path 0.2'],
  ['pc-darts', { alphaOrder: 'second' }, 'PC-DARTS + 2nd order'],
  ['pc-darts', { partialChannels: 2 }, 'PC-DARTS + partial channels 2'],
  [
    'pc-darts',
    { partialChannels: 1, edgeNormalisation: false },
    'PC-DARTS + all channels + no edge normalisation',
  ],
  ['darts-pt', { select: 'last' }, 'DARTS-PT + selection by the alphas'],
  [
    'beta-darts',
    { stopRule: 'eigenvalue', stopAction: 'regularise', auxiliarySkip: 1 },
    'β-DARTS + auxiliary skip 1 + eigenvalue rule raising weight decay',
  ],
  [
    'darts',
    { grid: 'weightDecay', gridValues: '3e-4,9e-4' },
    'DARTS (1st order) + grid of weight decay 3e-4,9e-4',
  ],
  ['darts-plus', { stopRule: 'none' }, 'DARTS+ + no stop rule'],
])('%s with %j is %s', (method, knobs, label) => {
  expect(methodLabel(presetConfig(method, knobs))).toBe(label);
});

it('a method is called by its title, anything else as it is', () => {
  expect(['da2s', 'toString', ''].map(methodTitle)).toEqual(['DA²S', 'toString', '']);
});

it('the method of a run is told with what it is composed with', () => {
  expect(runMethodLabel(presetConfig('ms-darts', { partialChannels: 4 }))).toBe(
    'MS-DARTS + partial channels 4',
  );
  expect(runMethodLabel(evalPresetConfig('demo', { genotype: 'x', method: 'sgas' }))).toBe('SGAS');
});
