/** What the tests of this folder share: a temporary run folder and small events and checkpoints. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from 'vitest';
import { searchConfigSchema } from '../../../src-shared/run/config.ts';
import type { RunEventOf } from '../../../src-shared/run/events.ts';
import type { SearchCheckpoint } from '../search/searchCheckpoint.ts';
import { configDigest, type Checkpoint } from './checkpoint.ts';
import { createRunFolder } from './runFolder.ts';

const TIME = '2025-01-01T00:00:00.000Z';
export const CONFIG = searchConfigSchema.parse({ name: 'test', epochs: 3 });

/** A test with a fresh run folder, removed afterwards. */
export const test = base.extend<{ folder: string }>({
  folder: async ({ task }, use) => {
    const parent = mkdtempSync(join(tmpdir(), `plateau-run${task.id}-`));
    const folder = join(parent, 'run');
    createRunFolder(folder, CONFIG);
    await use(folder);
    rmSync(parent, { recursive: true });
  },
});

export function progress(step: number, label = `step ${step}`): RunEventOf<'progress'> {
  return { type: 'progress', time: TIME, step, label };
}

export function resumed(fromStep: number): RunEventOf<'resumed'> {
  return {
    type: 'resumed',
    time: TIME,
    step: fromStep,
    fromStep,
    pid: 1,
    processStart: 's',
    host: 'h',
    device: 'cpu',
  };
}

export function checkpoint(step: number): Checkpoint<SearchCheckpoint> {
  return {
    tensors: {
      'w.stem': {
        dtype: 'F32',
        shape: [2, 3],
        data: Float32Array.from({ length: 6 }, (_, i) => step + i / 3),
      },
      'alpha.normal': { dtype: 'F64', shape: [2], data: Float64Array.of(1 / 3, -step) },
    },
    state: {
      step,
      epoch: 1,
      stepInEpoch: 2,
      config: CONFIG,
      configDigest: configDigest(CONFIG),
      alphaSteps: 3,
      lanczosStart: [0.1, 1 / 7],
      epochs: [{ genotype: 'Genotype(…)', ranking: '', lambdaMax: 'NaN', validationAccuracy: 'NaN' }],
      running: { loss: 1.5, correct: 20, images: 64, seconds: 0.25, dataWait: 0 },
      method: { temperature: 0.5 },
    },
  };
}
