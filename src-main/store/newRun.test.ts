import { expect, it } from 'vitest';
import { presetConfig } from '../../src-shared/run/presets.ts';
import type { SearchConfig } from '../../src-shared/run/config.ts';
import { newColumns } from './newRun.ts';

const columns = (config: SearchConfig) =>
  newColumns({
    id: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
    folder: '/runs/x',
    config,
    annotations: { name: '', tags: [], notes: '', archived: false },
  });

it('a search is as long as its stages together', () => {
  expect(columns(presetConfig('darts')).epochs).toBe(50);
  expect(columns(presetConfig('p-darts')).epochs).toBe(75);
  expect(columns(presetConfig('r-darts-dp')).epochs).toBe(200);
});

it('its name is made from the method, what that is composed with, space and data set', () => {
  expect(columns(presetConfig('ms-darts')).name).toBe('ms-darts s5 cifar10');
  expect(columns(presetConfig('ms-darts', { partialChannels: 4, space: 's3' })).name).toBe(
    'ms-darts + partial channels 4 s3 cifar10',
  );
  expect(columns(presetConfig('darts', { name: 'mine' })).name).toBe('mine');
});

it('it is listed as its method with what that is composed with, whatever its name is', () => {
  const label = (config: SearchConfig): string => columns(config).method_label;
  expect(label(presetConfig('ms-darts', { name: 'mine' }))).toBe('MS-DARTS');
  expect(label(presetConfig('ms-darts', { partialChannels: 4, name: 'mine' }))).toBe(
    'MS-DARTS + partial channels 4',
  );
});
