import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { presetConfig } from '../../src-shared/run/presets.ts';
import { runsText } from './commands/runs.ts';
import { openStore } from '../store/store.ts';
import { toSummary } from '../store/rows.ts';

it('the table of runs says what a method is composed with, also of a run that has a name of its own', () => {
  const store = openStore(':memory:');
  const config = presetConfig('ms-darts', { partialChannels: 4, name: 'mine', seed: 2 });
  const annotations = { name: '', tags: [], notes: '', archived: false };
  store.register({ id: '01ARZ3NDEKTSV4RRFFQ69G5FAV', folder: '/runs/x', config, annotations });
  const lines = stripVTControlCharacters(runsText(store.list().map(toSummary))).split('\n');
  store.close();
  expect(lines[0]).toMatch(/NAME +METHOD +SEED/u);
  expect(lines[1]).toMatch(/mine +MS-DARTS \+ partial channels 4 +2/u);
});
