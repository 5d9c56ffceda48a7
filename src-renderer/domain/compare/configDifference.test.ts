import { expect, it } from 'vitest';
import { presetConfig } from '../../../src-shared/run/presets.ts';
import { knobMatrix, knobRows, matrixText } from './configDifference.ts';

const configs = [presetConfig('darts'), presetConfig('ms-darts', { epsilon: 0.1 })];

it('says of every knob whether it differs', () => {
  const differing = knobRows(configs).filter(({ differs }) => differs);
  expect(differing.map(({ knob, values }) => [knob, ...values])).toEqual([
    ['method', 'darts', 'ms-darts'],
    ['seed', '2', '1'],
    ['epochs', '50', '40'],
    ['alphaStartEpoch', '0', '5'],
    ['epsilon', '—', '0.1'],
  ]);
});

it('leaves knobs out that are not asked for', () => {
  expect(knobRows(configs, ['seed', 'method']).map(({ knob }) => knob)).not.toContain('seed');
});

it('turns rows and columns round', () => {
  const rows = knobRows(configs).filter(({ knob }) => knob === 'epochs' || knob === 'seed');
  const plain = knobMatrix(rows, ['x', 'y'], false);
  const turned = knobMatrix(rows, ['x', 'y'], true);
  expect(plain.head).toEqual(['knob', 'x', 'y']);
  expect(turned.rows.map(({ label, cells }) => [label, ...cells])).toEqual([
    ['x', '2', '50'],
    ['y', '1', '40'],
  ]);
  expect(matrixText(turned, 'c').head).toEqual(['run', 'seed', 'epochs']);
});
