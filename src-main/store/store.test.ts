import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { searchConfigSchema, type SearchConfigInput } from '../../src-shared/run/config.ts';
import type { RunEvent } from '../../src-shared/run/events.ts';
import { openDatabase } from './database.ts';
import { epochRows } from './epochs.ts';
import { MIGRATIONS } from './migrations.ts';
import { toSummary } from './rows.ts';
import { readAnnotations } from './annotations.ts';
import { groupKey, openStore, type Store } from './store.ts';

const ID = '01JQZ0000000000000000000AA';

let folder: string;
let file: string;
let store: Store;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'plateau-store-'));
  file = path.join(folder, 'store', 'plateau.sqlite');
  store = openStore(file);
  store.register({ id: ID, folder, config: config(), annotations: readAnnotations(folder) });
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

function config(fields: SearchConfigInput = {}) {
  return searchConfigSchema.parse(fields);
}

/** Ten seconds lie between two steps. */
function at(step: number): { time: string; step: number } {
  return { time: new Date(Date.UTC(2026, 0, 1) + step * 10_000).toISOString(), step };
}

const session = { pid: 4711, processStart: 'x', host: 'box', device: 'cpu' };

function started(): RunEvent {
  return { type: 'started', ...at(0), ...session, versions: {} };
}

function stepEvent(step: number, loss: number | 'NaN' = 2): RunEvent {
  return {
    type: 'step',
    ...at(step),
    epoch: 0,
    loss,
    accuracy: 0.1,
    gradNorm: 1,
    seconds: 3,
    dataWait: 0,
    learningRate: 0.025,
  };
}

function epochEvent(epoch: number, step: number, accuracy: number | 'NaN'): RunEvent {
  return {
    type: 'epoch',
    ...at(step),
    epoch,
    trainLoss: 1,
    trainAccuracy: 0.2,
    validationLoss: 1,
    validationAccuracy: accuracy,
    discreteLoss: 1,
    discreteAccuracy: 0.1,
    entropy: { normal: 2, reduce: 2.1 },
    skips: { normal: 1, reduce: 2 },
    alphas: { normal: [[0]], reduce: [[0]] },
    genotype: `genotype ${epoch}`,
    learningRate: 0.02,
    cutoutProbability: 0,
    validationImages: 10,
    seconds: 5,
    dataWait: 0,
    maxRssMiB: 100,
  };
}

function curvature(epoch: number, step: number, lambdaMax: number | 'Infinity'): RunEvent {
  return {
    type: 'curvature',
    ...at(step),
    epoch,
    lambdaMax,
    lambdaMin: -1,
    lambdaAbsMax: 1,
    iterations: 9,
    residual: 0,
    over: 'alpha',
    seconds: 1,
  };
}

function summary() {
  return toSummary(store.get(ID)!);
}

describe('the store', () => {
  it('opens in WAL mode with normal synchronisation, also at the first opening', () => {
    const database = openDatabase(path.join(folder, 'new.sqlite'));
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(database.pragma('synchronous', { simple: true })).toBe(1);
    database.close();
  });

  it('takes over a database of the first schema', () => {
    const old = path.join(folder, 'old.sqlite');
    const first = new Database(old);
    first.exec(MIGRATIONS[0]!);
    first.pragma('user_version = 1');
    first
      .prepare(
        `INSERT INTO runs (id, folder, name, kind, method, space, dataset, seed, group_key, config, created, epochs, state)
         VALUES (?, '/r', 'n', 'search', 'darts', 's5', 'cifar10', 1, 'g', '{}', '2025', 3, 'finished')`,
      )
      .run(ID);
    first
      .prepare('UPDATE runs SET config = ?')
      .run(JSON.stringify(config({ method: 'darts', dropPath: 0.2 })));
    first.close();
    const upgraded = openStore(old);
    expect(toSummary(upgraded.get(ID)!)).toMatchObject({
      // Made from the configuration: the row is older than the column.
      methodLabel: 'DARTS (1st order) + drop path 0.2',
      name: 'n',
      tags: [],
      archived: false,
      result: null,
    });
    upgraded.close();
  });

  it('refuses a schema that is newer than it knows', () => {
    const other = path.join(folder, 'newer.sqlite');
    const database = openDatabase(other);
    database.pragma('user_version = 99');
    database.close();
    expect(() => openStore(other)).toThrow('has schema 99');
  });

  it('sums up a run from its events', () => {
    store.ingest(
      ID,
      [
        started(),
        {
          type: 'network',
          ...at(0),
          parameters: 12,
          nodes: 3,
          stepsPerEpoch: 2,
          shortened: ['stepsPerEpoch'],
        },
        stepEvent(1),
        stepEvent(2),
        epochEvent(0, 2, 0.5),
        curvature(0, 2, 0.7),
        epochEvent(1, 4, 0.4),
      ],
      1234,
    );
    expect(summary()).toMatchObject({
      device: 'cpu',
      steps: 4,
      epochsDone: 2,
      stepsPerEpoch: 2,
      parameters: 12,
      shortened: ['stepsPerEpoch'],
      bestAccuracy: 0.5,
      bestEpoch: 0,
      lastAccuracy: 0.4,
      lambdaMax: 0.7,
      genotype: null,
      offset: 1234,
      updated: at(4).time,
    });
    expect(store.get(ID)).toMatchObject({ log_state: 'running', pid: 4711, longest_gap: 20 });
  });

  it('keeps the genotype of each epoch and the one the run ends with', () => {
    store.ingest(
      ID,
      [
        started(),
        epochEvent(0, 2, 0.5),
        { type: 'finished', ...at(2), genotype: 'final', selection: 'last', selectedEpoch: 0 },
      ],
      1,
    );
    expect(store.genotypes(ID)).toEqual([{ epoch: 0, step: 2, text: 'genotype 0' }]);
    expect(summary().genotype).toBe('final');
    expect(store.get(ID)?.log_state).toBe('finished');
  });

  it('keeps values that are not finite as what they are', () => {
    store.ingest(
      ID,
      [
        started(),
        stepEvent(1, 'NaN'),
        epochEvent(0, 1, 'NaN'),
        curvature(0, 1, 'Infinity'),
        { type: 'notFinite', ...at(1), quantity: 'weights', value: '-Infinity' },
      ],
      1,
    );
    expect(store.series(ID, ['step.loss', 'notFinite.weights'])).toEqual([
      { name: 'step.loss', points: [{ step: 1, epoch: 0, value: 'NaN' }] },
      { name: 'notFinite.weights', points: [{ step: 1, epoch: null, value: '-Infinity' }] },
    ]);
    expect(summary()).toMatchObject({
      bestAccuracy: null,
      bestEpoch: null,
      lastAccuracy: 'NaN',
      lambdaMax: 'Infinity',
      epochsDone: 1,
    });
    expect(epochRows(store, ID)).toMatchObject([
      {
        epoch: 0,
        genotype: 'genotype 0',
        values: { validationAccuracy: 'NaN', lambdaMax: 'Infinity', skipsNormal: 1 },
      },
    ]);
  });

  it('drops what lies beyond the step a run was resumed from', () => {
    store.ingest(
      ID,
      [
        started(),
        stepEvent(1),
        stepEvent(2),
        epochEvent(0, 2, 0.5),
        stepEvent(3),
        stepEvent(4),
        epochEvent(1, 4, 0.9),
      ],
      1,
    );
    store.ingest(ID, [{ type: 'resumed', ...at(2), fromStep: 2, ...session }], 2);
    expect(store.series(ID, ['step.loss'])[0]?.points.map(({ step }) => step)).toEqual([1, 2]);
    expect(summary()).toMatchObject({ steps: 2, epochsDone: 1, bestAccuracy: 0.5, lastAccuracy: 0.5 });
    expect(store.genotypes(ID)).toHaveLength(1);
    store.ingest(ID, [stepEvent(3, 7)], 3);
    expect(store.series(ID, ['step.loss'])[0]?.points.at(-1)).toEqual({ step: 3, epoch: 0, value: 7 });
  });

  it('drops everything when a run without a checkpoint starts again', () => {
    store.ingest(ID, [started(), stepEvent(1), stepEvent(2), started()], 1);
    expect(store.series(ID, ['step.loss'])[0]?.points).toEqual([]);
    expect(summary().steps).toBe(0);
  });

  it('keeps the count of steps when a run fails', () => {
    const failed: RunEvent = { type: 'failed', ...at(0), message: 'The loss is NaN.', remedy: 'Lower it.' };
    store.ingest(ID, [started(), stepEvent(1), failed], 1);
    expect(store.get(ID)).toMatchObject({
      steps: 1,
      log_state: 'failed',
      log_reason: 'The loss is NaN. Lower it.',
    });
  });

  it('takes in all events of a batch or none', () => {
    // A NaN that was not written as one would become NULL: the schema refuses it.
    expect(() => store.ingest(ID, [started(), stepEvent(1), stepEvent(2, NaN)], 9)).toThrow('CHECK');
    expect(store.series(ID, ['step.loss'])[0]?.points).toEqual([]);
    expect(summary()).toMatchObject({ offset: 0, updated: null });
  });

  it('measures the longest silence within sessions, not between them', () => {
    store.ingest(
      ID,
      [
        started(),
        stepEvent(1),
        { type: 'stopped', ...at(1) },
        { type: 'resumed', ...at(500), step: 1, fromStep: 1, ...session },
        { ...stepEvent(2), ...at(501), step: 2 },
      ],
      1,
    );
    expect(store.get(ID)?.longest_gap).toBe(10);
  });

  it('puts runs into one group when they differ only in seed and name', () => {
    const key = groupKey(config());
    expect(groupKey(config({ seed: 7, name: 'again' }))).toBe(key);
    expect(groupKey(config({ epochs: 7 }))).not.toBe(key);
  });

  it('forgets a run with everything it holds', () => {
    store.ingest(ID, [started(), stepEvent(1), epochEvent(0, 1, 0.5)], 1);
    store.remove(ID);
    expect([store.list(), store.series(ID, ['step.loss'])[0]?.points, store.genotypes(ID)]).toEqual([
      [],
      [],
      [],
    ]);
  });
});
