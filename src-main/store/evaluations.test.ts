import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { searchConfigSchema } from '../../src-shared/run/config.ts';
import { evalConfigSchema } from '../../src-shared/run/evalConfig.ts';
import type { RunEvent, RunEventOf } from '../../src-shared/run/events.ts';
import type { RunConfig } from '../../src-shared/run/runConfig.ts';
import { readAnnotations } from './annotations.ts';
import { epochRows } from './epochs.ts';
import { toSummary } from './rows.ts';
import { openStore, type Store } from './store.ts';

const ID = '01JQZ0000000000000000000AA';
const EVALUATION = evalConfigSchema.parse({ kind: 'evaluation', genotype: 'G', origin: 'DARTS_V2' });

let folder: string;
let store: Store;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'plateau-store-'));
  store = openStore(path.join(folder, 'plateau.sqlite'));
  register(EVALUATION);
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

function register(config: RunConfig): void {
  store.register({ id: ID, folder, config, annotations: readAnnotations(folder) });
}

function at(step: number): { time: string; step: number } {
  return { time: new Date(Date.UTC(2026, 0, 1) + step * 10_000).toISOString(), step };
}

const session = { pid: 4711, processStart: 'x', host: 'box', device: 'cpu' };

function started(): RunEvent {
  return { type: 'started', ...at(0), ...session, versions: {} };
}

function stepEvent(step: number): RunEventOf<'step'> {
  const shape = {
    epoch: 0,
    loss: 2,
    accuracy: 0.1,
    gradNorm: 1,
    seconds: 3,
    dataWait: 0,
    learningRate: 0.02,
  };
  return { type: 'step', ...at(step), ...shape };
}

function tested(
  epoch: number,
  step: number,
  accuracy: number | 'NaN',
  validationAccuracy?: number,
): RunEvent {
  return {
    type: 'tested',
    ...at(step),
    epoch,
    trainLoss: 1,
    trainAccuracy: 0.2,
    testLoss: 1,
    testAccuracy: accuracy,
    testTop5: 0.99,
    testImages: 10,
    ...(validationAccuracy === undefined ? {} : { validationLoss: 1, validationAccuracy }),
    learningRate: 0.02,
    dropPath: 0.1,
    imagesPerSecond: 100,
    seconds: 5,
    dataWait: 0,
    maxRssMiB: 100,
  };
}

function summary() {
  return toSummary(store.get(ID)!);
}

describe('the store of an evaluation', () => {
  it('takes best and last from the test accuracy, also where there is a validation accuracy', () => {
    store.ingest(ID, [started(), tested(0, 2, 0.5, 0.9), tested(1, 4, 0.7, 0.1), tested(2, 6, 0.6)], 1);
    expect(summary()).toMatchObject({
      name: 'evaluation DARTS_V2 cifar10',
      epochsDone: 3,
      bestAccuracy: 0.7,
      bestEpoch: 1,
      lastAccuracy: 0.6,
      lambdaMax: null,
      genotype: null,
      result: null,
    });
    expect(store.genotypes(ID)).toEqual([]);
    expect(epochRows(store, ID)).toMatchObject([
      { epoch: 0, genotype: null, values: { testAccuracy: 0.5, validationAccuracy: 0.9, testTop5: 0.99 } },
      { epoch: 1, values: { testAccuracy: 0.7, imagesPerSecond: 100, dropPath: 0.1 } },
      { epoch: 2, values: { testAccuracy: 0.6 } },
    ]);
  });

  it('keeps a diverged epoch as what it is, and does not call it the best', () => {
    store.ingest(ID, [started(), tested(0, 2, 0.5), tested(1, 4, 'NaN')], 1);
    expect(summary()).toMatchObject({ bestAccuracy: 0.5, lastAccuracy: 'NaN', epochsDone: 2 });
  });

  it('has a result when it is finished, until it goes on from an earlier step', () => {
    const finished = {
      genotype: 'G',
      selection: 'best-test',
      selectedEpoch: 0,
      testAccuracy: 0.5,
    } as const;
    store.ingest(ID, [started(), tested(0, 2, 0.5), { type: 'finished', ...at(2), ...finished }], 1);
    expect(summary()).toMatchObject({
      genotype: 'G',
      result: { accuracy: 0.5, epoch: 0, rule: 'best-test' },
    });
    store.ingest(ID, [{ type: 'resumed', ...at(0), fromStep: 0, ...session }], 2);
    expect(summary()).toMatchObject({ genotype: null, result: null, epochsDone: 0, bestAccuracy: null });
  });

  it('keeps a result that is not finite', () => {
    const finished = { genotype: 'G', selection: 'last', selectedEpoch: 0, testAccuracy: 'NaN' } as const;
    store.ingest(ID, [started(), { type: 'finished', ...at(2), ...finished }], 1);
    expect(summary().result).toEqual({ accuracy: 'NaN', epoch: 0, rule: 'last' });
  });

  it('draws the auxiliary loss of its steps', () => {
    store.ingest(ID, [started(), { ...stepEvent(1), auxiliaryLoss: 2.5 }, stepEvent(2)], 1);
    expect(store.points(ID, 'step.auxiliaryLoss')).toEqual([{ step: 1, epoch: 0, value: 2.5 }]);
  });
});

it('gives a finished search no result', () => {
  store.remove(ID);
  register(searchConfigSchema.parse({}));
  const finished = { genotype: 'G', selection: 'last', selectedEpoch: 0 } as const;
  store.ingest(ID, [started(), { type: 'finished', ...at(2), ...finished }], 1);
  expect(summary()).toMatchObject({ genotype: 'G', result: null });
});
