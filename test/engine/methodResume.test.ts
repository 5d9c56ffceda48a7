/** Searches whose methods remember something end the same whether they were killed on the way or not. */
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { MethodName } from '../../src-shared/methods/names.ts';
import type { SearchConfigInput } from '../../src-shared/run/config.ts';
import { presetConfig } from '../../src-shared/run/presets.ts';
import { readEvents } from '../../src-main/engine/run/eventLog.ts';
import { searchCheckpointSchema } from '../../src-main/engine/search/searchCheckpoint.ts';
import {
  finalStateOf,
  homeWithImages,
  newRunFolder,
  runToEnd,
  startRun,
  substance,
} from '../fixtures/runProcess.ts';

const ALL = process.env['PLATEAU_TEST_ALL'] === '1';

const SMALL: SearchConfigInput = {
  space: 's2',
  dataset: 'generated',
  channels: 4,
  layers: 3,
  batch: 4,
  epochs: 3,
  stepsPerEpoch: 4,
  alphaStartEpoch: 0,
  validationImages: 6,
  curvatureIterations: 3,
  deterministic: true,
  checkpointMinutes: 0.0001,
};

/** What is killed after this many steps: within a stage, between two decisions. */
const CASES: readonly { method: MethodName; knobs?: SearchConfigInput; after: number; long?: true }[] = [
  { method: 'sgas', knobs: { sgasStart: 0, sgasEvery: 1, sgasBatchGrowth: 2 }, after: 6 },
  { method: 'ms-darts', knobs: { space: 'nb1shot1-1' }, after: 6 },
  { method: 'oles', knobs: { olesWindow: 3, olesThreshold: 0.5 }, after: 6 },
  {
    method: 'p-darts',
    knobs: { epochs: 1, stageLayers: '3,4', stageOperations: '1', skipDropout: '0.1,0.4' },
    after: 6,
  },
  { method: 'gdas', after: 5, long: true },
  { method: 'drnas', knobs: { epochs: 1, stagePartial: '2,1', stageOperations: '1' }, after: 6, long: true },
  { method: 'darts-pt', knobs: { epochs: 1, stepsPerEpoch: 1, tuneEvery: 1 }, after: 6, long: true },
  { method: 'random', knobs: { candidates: 2 }, after: 5, long: true },
  { method: 'gdas', knobs: { space: 'nb1shot1-2' }, after: 5, long: true },
  { method: 'random', knobs: { space: 'nb1shot1-3', candidates: 2 }, after: 5, long: true },
  { method: 'r-darts-dp', knobs: { epochs: 1, gridValues: '0,0.4' }, after: 6, long: true },
  {
    method: 'darts-ada',
    knobs: { epochs: 16, stepsPerEpoch: 1, stopFactor: 1.01, stopStart: 0 },
    after: 14,
    long: true,
  },
];

let home = '';
beforeAll(async () => {
  home = await homeWithImages();
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

it.each(CASES.filter(({ long }) => ALL || !long))(
  '$method $knobs.space resumes exactly',
  async ({ method, knobs, after }) => {
    const name = `${method}-${knobs?.space ?? SMALL.space}`;
    const config = presetConfig(method, { ...SMALL, ...knobs });
    const whole = newRunFolder(home, `${name}-whole`, config);
    expect(await runToEnd(whole)).toBe(0);

    const killed = newRunFolder(home, `${name}-killed`, config);
    const child = startRun(killed);
    const exited = once(child, 'exit');
    while (readEvents(killed).filter(({ type }) => type === 'step').length < after) await sleep(20);
    child.kill('SIGKILL');
    await exited;
    expect(await runToEnd(killed)).toBe(0);

    expect(substance(killed)).toEqual(substance(whole));
    expect(finalStateOf(killed, searchCheckpointSchema)).toEqual(finalStateOf(whole, searchCheckpointSchema));
  },
  900_000,
);
