import { expect, it } from 'vitest';
import { costNetwork, costOf } from './costs.ts';
import { costText, methodFacts } from './methodText.ts';
import { METHOD_NAMES } from './names.ts';
import { presetConfig } from '../run/presets.ts';

it.each(METHOD_NAMES)('%s with its own knobs fits on the supernet that it is measured on', (name) => {
  expect(presetConfig(name, costNetwork(name))).toMatchObject(costNetwork(name));
});

it('a cost says on which supernet it was measured, and of which stage', () => {
  expect(costOf('darts').measuredOn).toMatch(/^both on s5, 8 channels, 5 cells, batch 32;/u);
  expect(costOf('darts').measuredOn).not.toContain('stage');
  expect(costOf('p-darts').measuredOn).toMatch(/; of its stages the first$/u);
  expect(costNetwork('pc-darts').channels).toBe(16);
});

it('costs are told as multiples of DARTS', () => {
  const cost = { seconds: 0.8, memory: 0.5, measuredOn: 'both on a supernet' };
  expect(costText({ cost })).toBe(
    '0.8 × the time of a step and 0.5 × the memory of first-order DARTS (both on a supernet)',
  );
  expect(costText(methodFacts('ms-darts'))).toContain('both on s5, 8 channels');
});
