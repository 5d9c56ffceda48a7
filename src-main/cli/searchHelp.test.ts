import { expect, it } from 'vitest';
import { KNOB_NAMES } from '../../src-shared/run/knobs.ts';
import { SEARCH_KNOB_GROUPS } from './searchHelp.ts';

it('every knob of a search stands under one heading', () => {
  const placed = Object.values(SEARCH_KNOB_GROUPS).flat();
  expect(placed.toSorted()).toEqual(KNOB_NAMES.toSorted());
});

it('knobs of single methods stand under these methods', () => {
  expect(SEARCH_KNOB_GROUPS['Only gdas:']).toContain('temperature');
  expect(SEARCH_KNOB_GROUPS['Only p-darts, drnas:']).toEqual(['stageOperations']);
  expect(SEARCH_KNOB_GROUPS).not.toHaveProperty('Others:');
});
