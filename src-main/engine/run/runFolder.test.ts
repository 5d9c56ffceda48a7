import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect } from 'vitest';
import { refusal } from '../../../test/fixtures/refusal.ts';
import { clearControl, pendingControl, requestControl } from './control.ts';
import { evalConfigSchema } from '../../../src-shared/run/evalConfig.ts';
import { createRunFolder, readAnyRunConfig, readRunConfig, runPaths } from './runFolder.ts';
import { CONFIG, test } from './runFixture.ts';

describe('a run folder', () => {
  test('holds the configuration and nothing temporary', ({ folder }) => {
    expect(readRunConfig(folder)).toEqual(CONFIG);
    expect(readdirSync(dirname(folder))).toEqual(['run']);
    expect(readdirSync(folder).toSorted()).toEqual(['artifacts', 'checkpoints', 'config.json']);
  });

  test('is made together with the folders above it', ({ folder }) => {
    const deep = join(dirname(folder), 'a', 'b');
    createRunFolder(deep, CONFIG);
    expect(existsSync(runPaths(deep).checkpoints)).toBe(true);
  });

  test('is never made over something that exists', ({ folder }) => {
    expect(refusal(() => createRunFolder(folder, CONFIG)).message).toBe(
      `The run folder ${folder} exists already.`,
    );
    const empty = join(dirname(folder), 'empty');
    mkdirSync(empty);
    refusal(() => createRunFolder(empty, CONFIG));
    expect(readdirSync(empty)).toEqual([]);
  });

  test('holds an evaluation, too, which no search takes for its own', ({ folder }) => {
    const evaluation = evalConfigSchema.parse({ kind: 'evaluation', genotype: 'Genotype(…)' });
    const other = join(dirname(folder), 'evaluation');
    createRunFolder(other, evaluation);
    expect(readAnyRunConfig(other)).toEqual(evaluation);
    expect(refusal(() => readRunConfig(other)).message).toContain('is an evaluation');
    writeFileSync(runPaths(other).config, '{"kind": "evaluation", "genotype": "x", "epochs": 0}');
    expect(refusal(() => readAnyRunConfig(other)).message).toContain('must be at least 1; got 0.');
  });

  test('says what is wrong with its configuration', ({ folder }) => {
    const file = runPaths(folder).config;
    const write = (text: string) => (writeFileSync(file, text), refusal(() => readRunConfig(folder)));
    expect(write('{"epochs": 0}').message).toBe(`"epochs" of ${file} must be at least 1; got 0.`);
    expect(write('{"method": "dart"}').remedy).toBe('Did you mean darts?');
    expect(write('{"epochs":').message).toMatch(/is not valid JSON/u);
    rmSync(file);
    expect(refusal(() => readRunConfig(folder)).message).toBe(`${file} cannot be read (ENOENT).`);
  });
});

describe('a control request', () => {
  test('waits until it is cleared, and the last one counts', ({ folder }) => {
    expect(pendingControl(folder)).toBeUndefined();
    requestControl(folder, 'pause');
    requestControl(folder, 'stop');
    expect(pendingControl(folder)).toBe('stop');
    clearControl(folder);
    clearControl(folder);
    expect(pendingControl(folder)).toBeUndefined();
  });

  test('can be written by hand, and a typo in it is passed over', ({ folder }) => {
    writeFileSync(runPaths(folder).control, 'pause');
    expect(pendingControl(folder)).toBe('pause');
    writeFileSync(runPaths(folder).control, 'halt');
    expect(pendingControl(folder)).toBeUndefined();
  });
});
