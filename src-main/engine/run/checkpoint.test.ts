import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { refusal } from '../../../test/fixtures/refusal.ts';
import { searchConfigSchema } from '../../../src-shared/run/config.ts';
import {
  assertConfigFits,
  configDigest,
  latestCheckpoint,
  readCheckpoint,
  writeCheckpoint,
} from './checkpoint.ts';
import { searchCheckpointSchema } from '../search/searchCheckpoint.ts';
import { runPaths } from './runFolder.ts';
import { checkpoint, CONFIG, test } from './runFixture.ts';

const MODULE = new URL('.', import.meta.url).href;

function files(folder: string): string[] {
  return readdirSync(runPaths(folder).checkpoints).toSorted();
}

describe('checkpoints', () => {
  test('give back tensors and state exactly', ({ folder }) => {
    const file = writeCheckpoint(folder, searchCheckpointSchema, checkpoint(123), 2);
    expect(basename(file)).toBe('step-00000123.safetensors');
    expect(latestCheckpoint(folder)).toEqual({ file, step: 123 });
    expect(readCheckpoint(file, searchCheckpointSchema)).toEqual(checkpoint(123));
  });

  test('do not exist in a new run', ({ folder }) => {
    expect(latestCheckpoint(folder)).toBeUndefined();
  });

  test('are pruned to the newest', ({ folder }) => {
    for (const step of [1, 2, 10, 30]) writeCheckpoint(folder, searchCheckpointSchema, checkpoint(step), 2);
    expect(files(folder)).toEqual(['step-00000010.safetensors', 'step-00000030.safetensors']);
  });

  test('stay beside the newest where they are named', ({ folder }) => {
    const also = new Set(['step-00000002.safetensors']);
    for (const step of [1, 2, 10, 30])
      writeCheckpoint(folder, searchCheckpointSchema, checkpoint(step), 1, also);
    expect(files(folder)).toEqual(['step-00000002.safetensors', 'step-00000030.safetensors']);
  });

  test('of a future that was left go when the run goes on from an older one', ({ folder }) => {
    for (const step of [10, 20, 30]) writeCheckpoint(folder, searchCheckpointSchema, checkpoint(step), 3);
    writeCheckpoint(folder, searchCheckpointSchema, checkpoint(15), 3);
    expect(files(folder)).toEqual(['step-00000010.safetensors', 'step-00000015.safetensors']);
  });

  test('survive a writer that was killed between write and rename', ({ folder }) => {
    const file = writeCheckpoint(folder, searchCheckpointSchema, checkpoint(1), 2);
    const leftover = join(runPaths(folder).checkpoints, '.step-00000002.safetensors.4711.tmp');
    copyFileSync(file, leftover);
    expect(latestCheckpoint(folder)).toEqual({ file, step: 1 });
    writeCheckpoint(folder, searchCheckpointSchema, checkpoint(3), 2);
    expect(files(folder)).toEqual(['step-00000001.safetensors', 'step-00000003.safetensors']);
  });

  test('that were cut at any length are refused, and the older one is named', ({ folder }) => {
    const older = writeCheckpoint(folder, searchCheckpointSchema, checkpoint(1), 2);
    const newer = writeCheckpoint(folder, searchCheckpointSchema, checkpoint(2), 2);
    const bytes = readFileSync(newer);
    for (let length = 0; length < bytes.length; length += 13) {
      writeFileSync(newer, bytes.subarray(0, length));
      const error = refusal(() => readCheckpoint(newer, searchCheckpointSchema));
      expect(error.message.startsWith(newer)).toBe(true);
      expect(error.remedy).toBe(`Go on from the one before it: plateau resume <run> --from ${older}`);
    }
    expect(files(folder)).toHaveLength(2);
  });

  test('with one changed bit anywhere are refused', ({ folder }) => {
    const file = writeCheckpoint(folder, searchCheckpointSchema, checkpoint(1), 2);
    const bytes = readFileSync(file);
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at] = changed[at]! ^ (1 << (at % 8));
      writeFileSync(file, changed);
      expect(refusal(() => readCheckpoint(file, searchCheckpointSchema)).remedy, `byte ${at}`).toMatch(
        /no intact checkpoint before it/u,
      );
    }
  });

  test('pass over older ones that are damaged too', ({ folder }) => {
    const [oldest, older, newest] = [1, 2, 3].map((step) =>
      writeCheckpoint(folder, searchCheckpointSchema, checkpoint(step), 3),
    );
    for (const file of [older!, newest!]) writeFileSync(file, 'x');
    expect(refusal(() => readCheckpoint(newest!, searchCheckpointSchema)).remedy).toContain(oldest);
  });

  test('that are missing are reported', ({ folder }) => {
    expect(refusal(() => readCheckpoint(join(folder, 'none'), searchCheckpointSchema)).message).toMatch(
      /none cannot be read \(ENOENT\)/u,
    );
  });

  test('hold no method state that JSON would change', ({ folder }) => {
    const { tensors, state } = checkpoint(1);
    const write = () =>
      writeCheckpoint(
        folder,
        searchCheckpointSchema,
        { tensors, state: { ...state, method: { tau: NaN } } },
        2,
      );
    expect(refusal(write).message).toMatch(/checkpoint state: the state of a method must survive JSON/u);
    expect(files(folder)).toEqual([]);
  });

  test('are intact when the disk is full, and nothing half written stays', ({ folder }) => {
    const file = writeCheckpoint(folder, searchCheckpointSchema, checkpoint(1), 2);
    const program = `
      import { readCheckpoint, writeCheckpoint } from '${MODULE}checkpoint.ts';
      import { searchCheckpointSchema } from '${MODULE}../search/searchCheckpoint.ts';
      const { state } = readCheckpoint(${JSON.stringify(file)}, searchCheckpointSchema);
      const tensors = { w: { dtype: 'U8', shape: [50000], data: new Uint8Array(50000) } };
      try {
        writeCheckpoint(${JSON.stringify(folder)}, searchCheckpointSchema, { tensors, state: { ...state, step: 2 } }, 1);
      } catch (error) {
        console.log(error.name + ': ' + error.message);
      }`;
    const limited = `ulimit -f 8; exec "$0" --input-type=module --eval "$1"`;
    const child = spawnSync('bash', ['-c', limited, process.execPath, program], { encoding: 'utf8' });
    expect(child.stdout).toMatch(/^PlateauError: No room to write .*step-00000002\.safetensors/u);
    expect(files(folder)).toEqual(['step-00000001.safetensors']);
    expect(readCheckpoint(file, searchCheckpointSchema)).toEqual(checkpoint(1));
  });

  test('are readable after the writer was killed at any moment', async ({ folder }) => {
    writeCheckpoint(folder, searchCheckpointSchema, checkpoint(1), 2);
    const program = `
      import { latestCheckpoint, readCheckpoint, writeCheckpoint } from '${MODULE}checkpoint.ts';
      import { searchCheckpointSchema } from '${MODULE}../search/searchCheckpoint.ts';
      const { tensors, state } = readCheckpoint(latestCheckpoint(${JSON.stringify(folder)}).file, searchCheckpointSchema);
      for (let step = state.step + 1; ; step++) {
        writeCheckpoint(${JSON.stringify(folder)}, searchCheckpointSchema, { tensors, state: { ...state, step } }, 2);
        process.stdout.write('.');
      }`;
    for (const writes of [1, 3, 4]) {
      const before = latestCheckpoint(folder)!.step;
      const child = spawn(process.execPath, ['--input-type=module', '--eval', program]);
      let written = 0;
      for await (const chunk of child.stdout) if ((written += String(chunk).length) >= writes) break;
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      const latest = latestCheckpoint(folder)!;
      expect(latest.step).toBeGreaterThanOrEqual(before + writes);
      expect(readCheckpoint(latest.file, searchCheckpointSchema).state.step).toBe(latest.step);
    }
  });
});

describe('a checkpoint and a configuration', () => {
  const { state } = checkpoint(7);

  it('fit when no knob changed, whatever the order of the knobs', () => {
    const turned = Object.fromEntries(Object.entries(CONFIG).toReversed());
    expect(configDigest(searchConfigSchema.parse(turned))).toBe(configDigest(CONFIG));
    expect(() => assertConfigFits(state, { ...CONFIG })).not.toThrow();
  });

  it('do not fit when a knob of the search changed, and every such knob is quoted', () => {
    const changed = { ...CONFIG, epochs: 50, epsilon: 0.1, name: 'other' };
    expect(configDigest(changed)).not.toBe(configDigest(CONFIG));
    expect(refusal(() => assertConfigFits(state, changed)).message).toBe(
      'The checkpoint of step 7 belongs to another configuration: epochs (3 in the checkpoint, 50 now), epsilon (unset in the checkpoint, 0.1 now).',
    );
  });

  it('fit when only the name or the care for checkpoints changed', () => {
    expect(() =>
      assertConfigFits(state, { ...CONFIG, name: 'n', keepCheckpoints: 9, checkpointMinutes: 1 }),
    ).not.toThrow();
  });
});
