import { describe, expect, it } from 'vitest';
import { runWith } from '../runs/run.fixture.ts';
import { FREE_COLUMNS, freeRows, freeText, freeTitle, sortFree } from './freeTable.ts';
import { pointsLookup, seriesNeeded } from './points.ts';
import { spreadOf, spreadText } from './spread.ts';
import { readTableChoice, writeTableChoice } from './tableChoice.ts';

const runs = [
  runWith({ id: 'a', group: 'g', seed: 1, bestAccuracy: 0.6 }),
  runWith({ id: 'b', group: 'g', seed: 2, bestAccuracy: 0.64 }),
  runWith({ id: 'c', group: 'h', seed: 1, bestAccuracy: null }),
];
const point = (epoch: number, value: number | 'NaN') => ({ step: epoch, epoch, value });

describe('a spread', () => {
  const of = spreadOf([1, 2, 3, NaN, null]);

  it('is taken over finite values and counts the others', () => {
    expect(of).toMatchObject({ mean: 2, std: 1, min: 1, max: 3, n: 3, notFinite: 1 });
    expect(spreadOf([null, undefined])).toBeNull();
    expect(spreadText(spreadOf([NaN]), 'std')).toBe('✕ not finite');
  });

  it('is written as std, standard error of the mean, or range, with n', () => {
    expect(spreadText(of, 'std')).toBe('2 ± 1 (3)');
    expect(spreadText(of, 'sem')).toBe('2.0 ± 0.6 (3)');
    expect(spreadText(of, 'range')).toBe('2.0 [1.0, 3.0] (3)');
  });

  it('of a single or of equal values claims no more than it knows', () => {
    expect(spreadText(spreadOf([0.00321]), 'std')).toBe('0.00321 (1)');
    expect(spreadText(spreadOf([2, 2]), 'std')).toBe('2 ± 0 (2)');
  });
});

describe('the free table', () => {
  it('has a group a row, or a run a row', () => {
    const columns = ['seed', 'bestAccuracy'] as const;
    const rows = (by: 'group' | 'run') =>
      freeRows(runs, columns, () => [], { by, spread: 'std' }).map(({ cells }) => cells);
    expect(rows('group')).toEqual([
      ['1, 2', '62 ± 3 (2)'],
      ['1', '—'],
    ]);
    expect(rows('run')[0]).toEqual(['1', '60']);
  });

  it('reads quantities off the curves they need', () => {
    const points = pointsLookup(
      new Map([['epoch.lambdaMax', new Map([['a', [point(0, 3), point(1, 'NaN'), point(2, 1)]]])]]),
    );
    const [row] = freeRows(runs.slice(0, 1), ['lambdaMaxLargest', 'discreteLast'], points, {
      by: 'run',
      spread: 'std',
    });
    expect(row?.cells).toEqual(['3', '—']);
    expect(seriesNeeded(['discreteLast', 'discreteBest', 'bestAccuracy', 'hours'])).toEqual([
      'epoch.discreteAccuracy',
      'epoch.seconds',
    ]);
  });

  it('is sorted by numbers as numbers, rows without one last either way', () => {
    const rows = freeRows(runs, ['bestAccuracy'], () => [], { by: 'run', spread: 'std' });
    const order = (column: number, descending: boolean) =>
      sortFree(rows, column, descending).map(({ key }) => key);
    expect([order(0, false), order(0, true), order(-1, true)]).toEqual([
      ['a', 'b', 'c'],
      ['b', 'a', 'c'],
      ['a', 'b', 'c'],
    ]);
  });

  it('has a heading for every column, and says what several runs in a row are', () => {
    expect(FREE_COLUMNS.map(freeTitle).every((title) => title !== '')).toBe(true);
    expect(new Set(FREE_COLUMNS.map(freeTitle)).size).toBe(FREE_COLUMNS.length);
    const rows = freeRows(runs, ['seed'], () => [], { by: 'group', spread: 'sem' });
    expect(freeText(rows, ['seed'], 'sem').caption).toContain('SEM');
  });
});

it('the address of Tables gives back every value, without the defaults', () => {
  const query = {
    table: 'free',
    quantity: 'lambdaMax',
    spread: 'sem',
    rows: 'method',
    by: 'run',
    columns: 'id,hours',
    sort: '-hours',
    q: 'tag:paper',
    unfinished: '1',
  };
  const kept = (from: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(writeTableChoice(readTableChoice(from))).filter(([, value]) => value !== ''),
    );
  expect(kept(query)).toEqual(query);
  expect(kept({ quantity: 'toString', columns: 'nonsense', spread: 'std' })).toEqual({});
});
