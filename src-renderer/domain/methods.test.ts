import { expect, test } from 'vitest';
import { evalPresetConfig } from '../../src-shared/run/evalPresets.ts';
import { presetConfig } from '../../src-shared/run/presets.ts';
import { methodTitle, runMethodLabel } from './methods.ts';

test('a method is called by its title, anything else as it is', () => {
  expect(['da2s', 'toString', ''].map(methodTitle)).toEqual(['DA²S', 'toString', '']);
});

test('the method of a run is told with what it is composed with', () => {
  expect(runMethodLabel(presetConfig('ms-darts', { partialChannels: 4 }))).toBe(
    'MS-DARTS + partial channels 4',
  );
  expect(runMethodLabel(evalPresetConfig('demo', { genotype: 'x', method: 'sgas' }))).toBe('SGAS');
});
