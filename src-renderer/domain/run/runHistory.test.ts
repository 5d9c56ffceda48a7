import { describe, expect, test } from 'vitest';
import type { RunEvent, RunEventOf } from '../../../src-shared/run/events.ts';
import { checkpointEvent, curvatureEvent, epochEvent, resumedEvent, stepEvent } from './history.fixture.ts';
import { EMPTY_HISTORY, extend, lambdaPoints } from './runHistory.ts';

const time = '2026-01-02T03:04:05.000Z';
const epochsOf = (events: readonly RunEvent[]): number[] =>
  extend(EMPTY_HISTORY, events).epochs.map(({ event }) => event.epoch);

describe('the history of a run', () => {
  test('has weights that add up to one on every edge, and the genotype that was written', () => {
    const [record] = extend(EMPTY_HISTORY, [epochEvent(0)]).epochs;
    for (const row of [...record!.weights.normal, ...record!.weights.reduce])
      expect(row.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
    expect(record!.genotype?.normal.map(({ operation }) => operation)).toEqual(Array(8).fill('sep_conv_3x3'));
  });

  test('is the same in one piece and in pieces', () => {
    const events = [epochEvent(0), curvatureEvent(0, 0.1), checkpointEvent(0), stepEvent(5), epochEvent(1)];
    const pieces = events.reduce((history, event) => extend(history, [event]), EMPTY_HISTORY);
    expect(pieces).toEqual(extend(EMPTY_HISTORY, events));
  });

  test('puts λ_max to its epoch', () => {
    const { epochs } = extend(EMPTY_HISTORY, [epochEvent(0), curvatureEvent(0, 0.1), epochEvent(1)]);
    expect(lambdaPoints(epochs)).toEqual([{ epoch: 0, value: 0.1 }]);
  });

  test('forgets what lay beyond the step a run was resumed from, and only that', () => {
    const before = [
      epochEvent(0),
      curvatureEvent(0, 0.1),
      checkpointEvent(0),
      stepEvent(4),
      epochEvent(1),
      checkpointEvent(1),
    ];
    const history = extend(EMPTY_HISTORY, [...before, { type: 'paused', time, step: 8 }, resumedEvent(4)]);
    expect(history.epochs.map(({ event }) => event.epoch)).toEqual([0]);
    expect(lambdaPoints(history.epochs)).toHaveLength(1);
    expect(history.checkpoints.map(({ step }) => step)).toEqual([4]);
    expect(history.lastStep?.step).toBe(4);
    expect(history.ending).toBeUndefined();
    expect(extend(history, [epochEvent(1)]).epochs).toHaveLength(2);
  });

  test('forgets everything when a run starts again from nothing', () => {
    const started: RunEventOf<'started'> = {
      type: 'started',
      time,
      step: 0,
      pid: 1,
      processStart: '',
      host: 'box',
      device: 'CPU',
      versions: {},
    };
    const again = extend(EMPTY_HISTORY, [started, stepEvent(4), epochEvent(0), started]);
    expect(again).toEqual(extend(EMPTY_HISTORY, [started]));
  });

  test('keeps one record an epoch, in order', () => {
    expect(epochsOf([epochEvent(0), epochEvent(1), epochEvent(1)])).toEqual([0, 1]);
    expect(epochsOf([epochEvent(2), epochEvent(0)])).toEqual([0, 2]);
  });

  test('keeps a diverged weight visible and does without a genotype that cannot be read', () => {
    const event = epochEvent(0);
    const alphas = { ...event.alphas, normal: event.alphas['normal']!.map(() => ['NaN' as const, 0, 0]) };
    const [record] = extend(EMPTY_HISTORY, [{ ...event, alphas, genotype: 'none' }]).epochs;
    expect(record!.weights.normal[0]).toEqual([NaN, NaN, NaN]);
    expect(record!.genotype).toBeUndefined();
  });
});

test('reads the architecture and all weights of a search with operations on nodes, which has no genotype', () => {
  const genotype =
    '{"space":"nb1shot1-1","operations":["conv3x3-bn-relu","maxpool3x3","conv1x1-bn-relu","conv3x3-bn-relu"],"parents":[[],[0],[0,1],[0,2],[2,3],[1,3]]}';
  const { skips: _skips, ...event } = epochEvent(0);
  const alphas = { mixed_op: [[0, 0, 0]], output: [[0, 0, 0, 0, 'NaN' as const]] };
  const [record] = extend(EMPTY_HISTORY, [{ ...event, alphas, entropy: { mixed_op: 1 }, genotype }]).epochs;
  expect(record!.architecture?.parents.at(-1)).toEqual([1, 3]);
  expect(record!.genotype).toBeUndefined();
  expect(record!.weights).toEqual({ normal: [], reduce: [] });
  record!.tensors['mixed_op']![0]!.forEach((weight) => expect(weight).toBeCloseTo(1 / 3, 12));
  expect(record!.tensors['output']![0]).toEqual(Array(5).fill(NaN));
});
