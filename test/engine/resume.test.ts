/** A run that is killed again and again ends in exactly the state of one that never stopped. */
import { once } from 'node:events';
import { appendFileSync, copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../src-shared/random.ts';
import { genotypeToPython } from '../../src-shared/genotype/print.ts';
import { publishedGenotype } from '../../src-shared/genotype/published.ts';
import { searchConfigSchema } from '../../src-shared/run/config.ts';
import { evalConfigSchema } from '../../src-shared/run/evalConfig.ts';
import type { RunConfig } from '../../src-shared/run/runConfig.ts';
import { evaluationCheckpointSchema } from '../../src-main/engine/evaluation/evaluationCheckpoint.ts';
import { latestCheckpoint } from '../../src-main/engine/run/checkpoint.ts';
import { requestControl } from '../../src-main/engine/run/control.ts';
import { readEvents } from '../../src-main/engine/run/eventLog.ts';
import { runPaths } from '../../src-main/engine/run/runFolder.ts';
import { searchCheckpointSchema } from '../../src-main/engine/search/searchCheckpoint.ts';
import {
  finalStateOf,
  homeWithImages,
  newRunFolder,
  runToEnd,
  startRun as start,
  substance,
} from '../fixtures/runProcess.ts';

let home = '';

/** Every step: a kill loses at most one. */
const CHECKPOINTS = { deterministic: true, checkpointMinutes: 0.0001 } as const;

const SEARCH = searchConfigSchema.parse({
  method: 'ms-darts',
  space: 's2',
  dataset: 'generated',
  channels: 2,
  layers: 3,
  batch: 4,
  epochs: 3,
  stepsPerEpoch: 5,
  alphaStartEpoch: 1,
  validationImages: 6,
  samples: 2,
  iterations: 1,
  curvatureIterations: 4,
  cutout: 'ramp',
  ...CHECKPOINTS,
});

const EVALUATION = evalConfigSchema.parse({
  kind: 'evaluation',
  genotype: genotypeToPython(publishedGenotype('DARTS_V2')),
  dataset: 'generated',
  channels: 2,
  layers: 3,
  auxiliary: false,
  dropPath: 0.5,
  batch: 4,
  epochs: 3,
  stepsPerEpoch: 5,
  holdOut: 10,
  cutoutLength: 4,
  select: 'best-validation',
  ...CHECKPOINTS,
});

const KINDS = {
  search: { config: SEARCH, schema: searchCheckpointSchema, kills: 10 },
  evaluation: { config: EVALUATION, schema: evaluationCheckpointSchema, kills: 6 },
} as const;
type Kind = keyof typeof KINDS;

const newRun = (name: string, config: RunConfig): string => newRunFolder(home, name, config);
const finalState = (folder: string, kind: Kind): unknown => finalStateOf(folder, KINDS[kind].schema);

const references: Partial<Record<Kind, string>> = {};

/** A run of each kind that was never stopped. */
async function reference(kind: Kind): Promise<string> {
  const known = references[kind];
  if (known !== undefined) return known;
  const folder = newRun(`reference-${kind}`, KINDS[kind].config);
  expect(await runToEnd(folder)).toBe(0);
  references[kind] = folder;
  return folder;
}

beforeAll(async () => {
  home = await homeWithImages();
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

describe.each(['search', 'evaluation'] as const)('a run (%s)', (kind) => {
  const { config, kills } = KINDS[kind];

  it(`that is killed ${kills} times resumes to the same state and events, bit for bit`, async () => {
    const folder = newRun(`killed-${kind}`, config);
    const random = seededRandom(11);
    let longest = 1;
    for (let kill = 0; kill < kills; kill++) {
      const child = start(folder);
      const exited = once(child, 'exit');
      const delay = random.uniform() * longest * 1000;
      await Promise.race([sleep(delay), exited]);
      child.kill('SIGKILL');
      await exited;
      // What a process leaves that dies between writing a checkpoint and renaming it, or within an event line.
      writeFileSync(
        join(runPaths(folder).checkpoints, 'step-00000099.safetensors.1.tmp'),
        'half a checkpoint',
      );
      if (kill % 2 === 0) appendFileSync(runPaths(folder).events, '{"type":"step","ti');
      longest = Math.min(longest + 2, 14);
    }
    expect(await runToEnd(folder)).toBe(0);
    expect(finalState(folder, kind)).toEqual(finalState(await reference(kind), kind));
    expect(substance(folder)).toEqual(substance(await reference(kind)));
  }, 600_000);

  it('that is asked to stop writes a checkpoint, says so, and goes on as if nothing had been', async () => {
    const folder = newRun(`stopped-${kind}`, config);
    const child = start(folder);
    const exited = once(child, 'exit');
    const until = async (type: 'started' | 'step'): Promise<void> => {
      while (!readEvents(folder).some((event) => event.type === type)) await sleep(5);
    };
    await until('started');
    // A second process is turned away and changes nothing.
    expect(await runToEnd(folder)).toBe(1);
    await until('step');
    requestControl(folder, 'stop');
    await exited;
    expect(readEvents(folder).at(-1)?.type).toBe('stopped');
    expect(latestCheckpoint(folder)).toBeDefined();
    expect(await runToEnd(folder)).toBe(0);
    expect(finalState(folder, kind)).toEqual(finalState(await reference(kind), kind));
    expect(substance(folder)).toEqual(substance(await reference(kind)));
  }, 300_000);
});

describe('a run', () => {
  it('that is finished stays as it is when it is started again', async () => {
    const folder = await reference('search');
    const before = readFileSync(runPaths(folder).events);
    expect(await runToEnd(folder)).toBe(0);
    expect(readFileSync(runPaths(folder).events)).toEqual(before);
  }, 120_000);

  it('with a damaged checkpoint fails clearly and touches nothing', async () => {
    const folder = newRun('damaged', SEARCH);
    const source = latestCheckpoint(await reference('search'))!.file;
    const file = join(runPaths(folder).checkpoints, 'step-00000015.safetensors');
    copyFileSync(source, file);
    const bytes = readFileSync(file);
    bytes[bytes.length - 5]! ^= 1;
    writeFileSync(file, bytes);
    expect(await runToEnd(folder)).toBe(1);
    const last = readEvents(folder).at(-1);
    expect(last).toMatchObject({ type: 'failed' });
    expect(JSON.stringify(last)).toContain('damaged');
    expect(readFileSync(file)).toEqual(bytes);
  }, 120_000);

  it('whose configuration does not fit the checkpoint names the knob', async () => {
    const folder = newRun('other', { ...SEARCH, weightDecay: 0.5 });
    copyFileSync(
      latestCheckpoint(await reference('search'))!.file,
      join(runPaths(folder).checkpoints, 'step-00000015.safetensors'),
    );
    expect(await runToEnd(folder)).toBe(1);
    expect(JSON.stringify(readEvents(folder).at(-1))).toContain(
      'weightDecay (0.0003 in the checkpoint, 0.5 now)',
    );
  }, 120_000);
});
