import { expect, it } from 'vitest';
import { seededRandom } from '../../../src-shared/random.ts';
import { CELL_EDGES, SPACE_NAMES, SPACES } from '../../../src-shared/space/spaces.ts';
import { randomArchitecture } from './randomArchitecture.ts';

it.each(SPACE_NAMES)('is one operation on two edges of each node, never `none` (%s)', (name) => {
  const space = SPACES[name];
  const { normal } = randomArchitecture(space, seededRandom(3));
  const kept = normal.flatMap((row, edge) => row.flatMap((weight, k) => (weight === 1 ? [{ edge, k }] : [])));
  expect(kept.map(({ edge }) => CELL_EDGES[edge]!.node)).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
  expect(new Set(kept.map(({ edge }) => edge)).size).toBe(8);
  for (const { edge, k } of kept) expect(space.operations.normal[edge]![k]).not.toBe('none');
});

it('reaches every edge and operation', () => {
  const seen = new Set<string>();
  const random = seededRandom(5);
  for (let i = 0; i < 400; i++)
    randomArchitecture(SPACES.s5, random).reduce.forEach((row, edge) =>
      row.forEach((weight, k) => weight === 1 && seen.add(`${edge} ${k}`)),
    );
  expect(seen.size).toBe(14 * 7);
});
