/** Where the arrows and their like move the cursor of a table. */

/** Rows that page up and page down move by. */
const PAGE = 20;

const MOVES: Readonly<Record<string, (index: number, count: number) => number>> = {
  ArrowDown: (index) => index + 1,
  ArrowUp: (index) => index - 1,
  PageDown: (index) => index + PAGE,
  PageUp: (index) => index - PAGE,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** The row a key leads to from `index` (−1: none yet) among `count`; undefined for other keys. */
export function moved(key: string, index: number, count: number): number | undefined {
  const move = MOVES[key];
  if (move === undefined || count === 0) return undefined;
  return index < 0 && key !== 'End' ? 0 : Math.min(count - 1, Math.max(0, move(index, count)));
}
