import { describe, expect, test } from 'vitest';
import type { RunEventOf } from '../../../src-shared/run/events.ts';
import { CELL_EDGES, SPACES } from '../../../src-shared/space/spaces.ts';
import { distancePoints } from '../compare/distance.ts';
import { recordDistances } from './distances.ts';
import { heatFigure } from './heatFigure.ts';
import { heatAtEpoch, heatOverEpochs } from './heatMap.ts';
import { epochEvent } from './history.fixture.ts';
import { addsUp, entropyOf, isAbsent, mixingText, presentColumns } from './mixing.ts';
import { collapseWarnings, leadership } from './runFacts.ts';
import { EMPTY_HISTORY, extend, type EpochRecord } from './runHistory.ts';

const rows = (row: readonly number[]): number[][] => CELL_EDGES.map(() => [...row]);

function recordOf(changes: Partial<RunEventOf<'epoch'>>, epoch = 0): EpochRecord {
  return extend(EMPTY_HISTORY, [{ ...epochEvent(epoch), ...changes }]).epochs[0]!;
}
const mixed = (row: readonly number[]) => ({ weights: { normal: rows(row), reduce: rows(row) } });

describe('mixing weights', () => {
  test('are those of the event, else softmax(α)', () => {
    expect(recordOf(mixed([0.1, 0.2, 0.3])).weights.normal[3]).toEqual([0.1, 0.2, 0.3]);
    const [first] = recordOf({}).weights.normal;
    expect(first!.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
  });

  test('of exactly 0 are of operations that are gone, but only where a method writes them', () => {
    const pruned = recordOf(mixed([0, 0.4, 0.6]));
    expect([isAbsent(pruned, 'normal', 0, 0), presentColumns(pruned, 'normal', 0)]).toEqual([true, [1, 2]]);
    const far = recordOf({ alphas: { normal: rows([-2000, 0, 0]), reduce: rows([0, 0, 0]) } });
    expect([far.weights.normal[0]![0], isAbsent(far, 'normal', 0, 0)]).toEqual([0, false]);
  });

  test('have an entropy where those of every edge that is there add up to 1', () => {
    const oneEdgeGone = { normal: [[0, 0, 0], ...rows([0, 0.5, 0.5]).slice(1)], reduce: rows([1, 0, 0]) };
    expect(entropyOf(recordOf({ weights: oneEdgeGone }), 'normal')).toBe(0.9);
    const sigmoid = recordOf({ ...mixed([0.9, 0.8, 0.1]), entropy: { normal: 0.01, reduce: 0.01 } });
    expect([addsUp(sigmoid, 'normal'), entropyOf(sigmoid, 'normal')]).toEqual([false, undefined]);
    expect(collapseWarnings(sigmoid, 3)).toEqual([]);
  });

  test('have the entropy of the operations where edges have weights of their own', () => {
    const edges = { normal: CELL_EDGES.map(() => 0), reduce: CELL_EDGES.map(() => 0) };
    const weighed = recordOf({ ...mixed([0.1, 0.1, 0.2]), edges });
    expect(entropyOf(weighed, 'normal')).toBeCloseTo(1.5 * Math.LN2, 12);
  });

  test('say in words what they are', () => {
    expect(mixingText(recordOf({}))).toBe('softmax(α)');
    expect(mixingText(recordOf(mixed([0.9, 0.8, 0.1])))).toContain('do not add up to 1');
    const edges = { normal: CELL_EDGES.map(() => 0), reduce: CELL_EDGES.map(() => 0) };
    expect(mixingText(recordOf({ ...mixed([0.1, 0.2, 0.2]), edges }))).toContain('the weight of the edge');
  });
});

describe('weights of edges', () => {
  const logits = CELL_EDGES.map(({ input }) => (input === 0 ? Math.log(3) : 0));
  const record = recordOf({ ...mixed([0.1, 0.2, 0.2]), edges: { normal: logits, reduce: logits } });

  test('are parts of one among the edges into a node', () => {
    const parts = record.edges?.normal.slice(0, 5).map((part) => Number(part.toFixed(12)));
    expect(parts).toEqual([0.75, 0.25, 0.6, 0.2, 0.2]);
  });

  test('stand in a column before the operations, and in the CSV', () => {
    const { tiles, columns } = heatAtEpoch(record, 'normal', SPACES.s3);
    expect(columns.map(({ text }) => text)).toEqual(['edge', 'none', 'skip', 'sep 3']);
    expect(tiles).toHaveLength(14 * 4);
    expect(tiles[0]).toMatchObject({ text: '0.75', absent: false });
    const csv = heatFigure({ maps: [], records: [record], space: SPACES.s3, name: 'heat' }).csv();
    expect(csv).toContain('weight of the edge');
    expect(csv.split('\n')[1]).toMatch(/,0\.7(5|4999)\d*\r?$/u);
  });
});

describe('what is gone', () => {
  const before = recordOf(mixed([0.2, 0.2, 0.6]));
  const gone = { normal: [[0, 0, 0], [0, 0, 1], ...rows([0, 0.4, 0.6]).slice(2)], reduce: rows([0, 0, 1]) };
  const after = recordOf({ weights: gone }, 1);

  test('is hollow in the heat maps, not pale', () => {
    const [none, , sep] = heatAtEpoch(after, 'normal', SPACES.s3).tiles.slice(6);
    expect([none!.absent, none!.text, none!.title]).toEqual([true, '–', 'cₖ₋₂ → 1: none is no longer there']);
    expect(sep).toMatchObject({ absent: false, text: '0.60' });
    const over = heatOverEpochs([before, after], 'normal', SPACES.s3).tiles;
    expect(over.filter(({ absent }) => absent).map(({ title }) => title)).toEqual([
      'epoch 1, cₖ₋₂ → 0: is no longer there',
    ]);
  });

  test('leads no edge', () => {
    expect(leadership([before, after], SPACES.s3, 'normal', 0)).toBeUndefined();
    expect(leadership([before, after], SPACES.s3, 'normal', 1)?.operation).toBe('sep_conv_3x3');
  });
});

test('the distance over A is taken over what the edges are mixed with', () => {
  const events = [
    { ...epochEvent(0), ...mixed([0.5, 0.5, 0]) },
    { ...epochEvent(1), ...mixed([0, 0.5, 0.5]) },
  ];
  const { epochs } = extend(EMPTY_HISTORY, events);
  // 28 edges, each with (½, 0, −½) apart; the alphas of both epochs are equal.
  expect(recordDistances(epochs)).toEqual([
    { epoch: 0, alpha: 0, A: expect.closeTo(Math.sqrt(28 * 0.5), 12) },
    { epoch: 1, alpha: 0, A: 0 },
  ]);
  expect(distancePoints(events)[0]?.A).toBeCloseTo(Math.sqrt(14), 12);
});
