import { describe, expect, it } from 'vitest';
import { aggregate } from '../../../src-shared/stats/aggregate.ts';
import { meanText } from './groupText.ts';
import { runWith } from './run.fixture.ts';
import {
  DEFAULT_SORT,
  formatSort,
  groupedRows,
  groupMean,
  nextSort,
  parseSort,
  plainRows,
  sortRuns,
} from './rows.ts';

const three = [
  runWith({ id: 'c', seed: 3, group: 'x', bestAccuracy: 0.6, lambdaMax: 0.2 }),
  runWith({ id: 'b', seed: 2, group: 'x', bestAccuracy: 0.64, lambdaMax: 'NaN' }),
  runWith({ id: 'a', seed: 1, group: 'y', bestAccuracy: null, lambdaMax: 0.4 }),
];
const ids = (runs: readonly { id: string }[]): string => runs.map(({ id }) => id).join('');
const keys = (rows: readonly { key: string }[]): string[] => rows.map(({ key }) => key);

describe('sorting', () => {
  it('puts runs without a value last, whichever way, and those that are not finite too', () => {
    expect(ids(sortRuns(three, { column: 'best', descending: true }))).toBe('bca');
    expect(ids(sortRuns(three, { column: 'best', descending: false }))).toBe('cba');
    expect(ids(sortRuns(three, { column: 'lambdaMax', descending: true }))).toBe('acb');
  });

  it('turns round at the second click and begins with the largest where that is the best', () => {
    const first = nextSort(DEFAULT_SORT, 'best');
    expect([first.descending, nextSort(first, 'best').descending]).toEqual([true, false]);
    expect(nextSort(DEFAULT_SORT, 'name').descending).toBe(false);
  });

  it('is read from an address as it was written, unknown columns give the default', () => {
    for (const sort of [DEFAULT_SORT, { column: 'name', descending: false }] as const)
      expect(parseSort(formatSort(sort))).toEqual(sort);
    expect(parseSort('-toString')).toEqual(DEFAULT_SORT);
    expect(parseSort(undefined)).toEqual(DEFAULT_SORT);
  });
});

describe('groups', () => {
  it('fold runs that differ in the seed only; a group of one is its run', () => {
    const sort = { column: 'best', descending: true } as const;
    expect(keys(groupedRows(three, sort, new Set()))).toEqual(['group:x', 'a']);
    expect(keys(groupedRows(three, sort, new Set(['group:x'])))).toEqual(['group:x', 'b', 'c', 'a']);
    expect(keys(plainRows(three, sort))).toEqual(['b', 'c', 'a']);
  });

  it('are sorted by their mean', () => {
    const more = [...three, runWith({ id: 'd', group: 'z', bestAccuracy: 0.63 })];
    // Group x has 0.60 and 0.64: below 0.63 on average.
    expect(keys(groupedRows(more, { column: 'best', descending: true }, new Set()))).toEqual([
      'd',
      'group:x',
      'a',
    ]);
  });
});

describe("a group's mean", () => {
  const accuracies = (...values: (number | null)[]) =>
    groupMean(
      values.map((bestAccuracy) => runWith({ bestAccuracy })),
      'best',
    );

  it('is taken over the runs that have a value', () => {
    expect(accuracies(0.25, 0.75, null)).toMatchObject({ mean: 50, n: 2 });
    expect(accuracies(null)).toBeUndefined();
    expect(groupMean([runWith({})], 'method')).toBeUndefined();
  });

  it('is written with its unit, and never hides a value that is not finite', () => {
    expect(meanText(aggregate([60, 64]), ' %')).toBe('62 ± 3 % (2)');
    expect(meanText(aggregate([0.2, NaN]), '')).toBe('✕ NaN (2)');
    expect(meanText(undefined, ' %')).toBe('—');
  });
});
