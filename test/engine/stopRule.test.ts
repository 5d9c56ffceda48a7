/** A search with a stop rule ends when the rule says so; its alpha gradient is of second order. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { searchConfigSchema } from '../../src-shared/run/config.ts';
import { writeDataset } from '../../src-main/engine/dataset/datasetWriter.ts';
import { generatedDataset } from '../../src-main/engine/dataset/readers/generated.ts';
import { readEvents } from '../../src-main/engine/run/eventLog.ts';
import { createRunFolder } from '../../src-main/engine/run/runFolder.ts';

const WORKER = join(import.meta.dirname, '..', '..', 'src-main', 'engine', 'worker.ts');
let home = '';

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'plateau-stop-'));
  mkdirSync(join(home, 'datasets', 'generated'), { recursive: true });
  const raw = generatedDataset({ train: 32, test: 8, classes: 4, size: 8, seed: 5 });
  await writeDataset(join(home, 'datasets', 'generated'), 'generated', raw, () => undefined);
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

it('a search ends when the order of its operations has stayed, and says why', () => {
  const folder = join(home, 'runs', 'ranked');
  const config = searchConfigSchema.parse({
    method: 'darts',
    alphaOrder: 'second',
    space: 's1',
    dataset: 'generated',
    channels: 2,
    layers: 3,
    batch: 4,
    epochs: 5,
    stepsPerEpoch: 1,
    alphaStartEpoch: 1,
    alphaLearningRate: 1e-9, // the order of the random start stays
    validationImages: 4,
    curvature: 'off',
    stopRule: 'ranking',
    stopPatience: 2,
  });
  createRunFolder(folder, config);
  const { status, stderr } = spawnSync(process.execPath, [WORKER, '--run', folder], { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  const events = readEvents(folder);
  expect(events.filter(({ type }) => type === 'epoch')).toHaveLength(3);
  expect(events.at(-1)).toMatchObject({
    type: 'finished',
    selection: 'stop-rule',
    selectedEpoch: 2,
    reason: 'the order of the operations with weights stayed for 2 epochs',
  });
}, 120_000);
