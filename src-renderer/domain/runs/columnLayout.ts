/** Which columns are shown and in which order; kept by the browser. The first one, the name, stays. */
import { z } from 'zod';
import { COLUMN_IDS, isColumnId, type ColumnId } from './columns.ts';

export const DEFAULT_LAYOUT: readonly ColumnId[] = [
  'name',
  'seed',
  'state',
  'progress',
  'best',
  'bestEpoch',
  'last',
  'result',
  'lambdaMax',
  'method',
  'space',
  'dataset',
  'tags',
  'created',
];

/** A stored layout; what is no layout, and columns of another version, are passed over. */
export function readLayout(text: string | null): readonly ColumnId[] {
  if (text === null) return DEFAULT_LAYOUT;
  try {
    const stored = z.array(z.string()).parse(JSON.parse(text)).filter(isColumnId);
    return ['name', ...new Set(stored.filter((id) => id !== 'name'))];
  } catch {
    return DEFAULT_LAYOUT;
  }
}

/** All columns: those shown in their order, then the others. */
export function allInOrder(layout: readonly ColumnId[]): readonly ColumnId[] {
  return [...layout, ...COLUMN_IDS.filter((id) => !layout.includes(id))];
}

/** Shows a column as the last one, or hides it. */
export function toggleColumn(layout: readonly ColumnId[], id: ColumnId): readonly ColumnId[] {
  if (id === 'name') return layout;
  return layout.includes(id) ? layout.filter((other) => other !== id) : [...layout, id];
}

/** Puts `id` where `target` is; nothing goes before the name. */
export function moveColumn(layout: readonly ColumnId[], id: ColumnId, target: ColumnId): readonly ColumnId[] {
  const to = layout.indexOf(target);
  if (id === 'name' || to < 1 || !layout.includes(id)) return layout;
  return layout.filter((other) => other !== id).toSpliced(to, 0, id);
}

/** Puts `id` one place to the left (−1) or right (1). */
export function shiftColumn(layout: readonly ColumnId[], id: ColumnId, by: -1 | 1): readonly ColumnId[] {
  const target = layout[layout.indexOf(id) + by];
  return target === undefined ? layout : moveColumn(layout, id, target);
}
