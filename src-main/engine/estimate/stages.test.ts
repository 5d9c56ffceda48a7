import { expect, it } from 'vitest';
import { presetConfig } from '../../../src-shared/run/presets.ts';
import { decisionPasses, standIns, unknowns } from './stages.ts';

it('operations that stand for those that are left are as many, evenly taken', () => {
  const rows = standIns(presetConfig('p-darts'), 5)!;
  const [first] = rows.normal;
  expect([rows.normal.length, rows.reduce.length]).toEqual([14, 14]);
  expect(first).toEqual([true, true, false, true, true, false, true, false]);
  expect(standIns(presetConfig('p-darts', { space: 's2' }), 5)).toBeUndefined();
  expect(standIns(presetConfig('p-darts'), Infinity)).toBeUndefined();
});

it('a selection by perturbation measures each operation of each edge, then edges down to two', () => {
  // Nodes of 3, 4 and 5 edges: 3, 4 + 3 and 5 + 4 + 3; in two cell types.
  expect(decisionPasses(8)).toBe(2 * (14 * 8 + 3 + 7 + 12));
});

it('what cannot be known beforehand is said', () => {
  expect(unknowns(presetConfig('darts'))).toEqual([]);
  expect(unknowns(presetConfig('p-darts'))).toEqual([
    'operations evenly taken from all are those that a stage keeps',
  ]);
  expect(unknowns(presetConfig('darts-ada'))).toEqual([
    'the stop rule does not act',
    'no epochs are searched a second time',
  ]);
  expect(unknowns(presetConfig('sgas'))).toEqual(['batches stay at 64 images, no edge is decided']);
});
