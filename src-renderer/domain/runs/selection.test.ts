import { describe, expect, it } from 'vitest';
import {
  allInOrder,
  DEFAULT_LAYOUT,
  moveColumn,
  readLayout,
  shiftColumn,
  toggleColumn,
} from './columnLayout.ts';
import { COLUMN_IDS } from './columns.ts';
import { applicable, deletable } from './deeds.ts';
import { groupedRows } from './rows.ts';
import { runWith } from './run.fixture.ts';
import { addRange, chosenPart, selectionText, toggleAll, toggleRow } from './selection.ts';

const runs = ['d', 'c', 'b', 'a'].map((id) => runWith({ id, group: id < 'c' ? 'x' : id }));
const rows = groupedRows(runs, { column: 'created', descending: true }, new Set());

describe('the selection', () => {
  it('of a group is that of its runs', () => {
    const group = rows[2]!;
    expect(group.kind).toBe('group');
    expect(chosenPart(new Set(['a']), group)).toBe('some');
    expect([...toggleRow(new Set(['a']), group)].sort()).toEqual(['a', 'b']);
    expect([...toggleRow(new Set(['a', 'b', 'd']), group)]).toEqual(['d']);
  });

  it('grows by a range in either direction', () => {
    expect([...addRange(new Set(['z']), rows, 2, 1)]).toEqual(['z', 'c', 'b', 'a']);
  });

  it('keeps what is not shown, and says how many those are', () => {
    const shown = runs.slice(0, 2);
    const all = toggleAll(new Set(['a']), shown);
    expect(selectionText(all, shown)).toBe('3 selected, 1 not shown');
    expect([...toggleAll(all, shown)]).toEqual(['a']);
  });
});

describe('the columns', () => {
  it('are read back from storage without those that are not known', () => {
    expect(readLayout('["tags","toString","name","tags"]')).toEqual(['name', 'tags']);
    for (const broken of [null, '{', '{"a":1}', '[1]']) expect(readLayout(broken)).toBe(DEFAULT_LAYOUT);
  });

  it('move, and none goes before the name', () => {
    expect(moveColumn(['name', 'seed', 'best'], 'best', 'seed')).toEqual(['name', 'best', 'seed']);
    expect(moveColumn(['name', 'seed'], 'seed', 'name')).toEqual(['name', 'seed']);
    expect(shiftColumn(['name', 'seed', 'best'], 'seed', 1)).toEqual(['name', 'best', 'seed']);
    expect(shiftColumn(['name', 'seed'], 'seed', 1)).toEqual(['name', 'seed']);
  });

  it('are each listed once, hidden ones after those shown', () => {
    expect(toggleColumn(['name', 'seed'], 'seed')).toEqual(['name']);
    expect(toggleColumn(['name'], 'name')).toEqual(['name']);
    expect(allInOrder(['name', 'tags']).toSorted()).toEqual(COLUMN_IDS.toSorted());
  });
});

describe('controls', () => {
  it('apply to the runs whose state allows them', () => {
    const mixed = (['running', 'queued', 'paused', 'finished', 'lost'] as const).map((state) =>
      runWith({ id: state, state }),
    );
    const names = (list: readonly { id: string }[]): string[] => list.map(({ id }) => id);
    expect(names(applicable('pause', mixed))).toEqual(['running']);
    expect(names(applicable('stop', mixed))).toEqual(['running', 'queued', 'paused']);
    expect(names(applicable('resume', mixed))).toEqual(['paused', 'lost']);
    expect(names(deletable(mixed))).not.toContain('running');
  });
});
