import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { METHOD_NAMES } from '../../../src-shared/methods/names.ts';
import { presetConfig } from '../../../src-shared/run/presets.ts';
import { configOf } from './search.ts';

function file(knobs: object): string {
  const name = path.join(mkdtempSync(path.join(tmpdir(), 'plateau-')), 'knobs.json');
  writeFileSync(name, JSON.stringify(knobs));
  return name;
}

describe('the configuration of a search', () => {
  it('is that of the method, as its source has it, where no preset is named', () => {
    expect(configOf({})).toEqual(presetConfig('ms-darts'));
    for (const method of METHOD_NAMES) expect(configOf({ method })).toEqual(presetConfig(method));
  });

  it('has the knobs of the method under those of the preset', () => {
    const config = configOf({ method: 'pc-darts', preset: 'small' });
    expect(config).toMatchObject({ method: 'pc-darts', partialChannels: 4, batch: 32, epochs: 20 });
  });

  it('takes the method of a file, which need not be whole, and the flags on top', () => {
    const config = configOf({ config: file({ method: 'da2s', batch: 32 }), batch: 16 });
    expect(config).toEqual(presetConfig('da2s', { batch: 16 }));
  });
});
