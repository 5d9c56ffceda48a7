import { expect, it } from 'vitest';
import { seededRandom } from '../../../src-shared/random.ts';
import { CELL_EDGES, SPACE_NAMES, SPACES } from '../../../src-shared/space/spaces.ts';
import { alphaTensors, NASBENCH_SPACE_NAMES, NASBENCH_SPACES } from '../../../src-shared/nasbench/spaces.ts';
import { randomArchitecture, randomRows } from './randomArchitecture.ts';

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

it.each(NASBENCH_SPACE_NAMES)(
  'has one operation a node and as many parents as the space says (%s)',
  (name) => {
    const space = NASBENCH_SPACES[name];
    const random = seededRandom(9);
    const seen = new Map<string, Set<number>>();
    for (let i = 0; i < 100; i++)
      for (const { name: tensor, shape } of alphaTensors(space)) {
        const rows = randomRows(space, random)[tensor]!;
        expect([rows.length, rows[0]!.length]).toEqual(shape);
        const vertex = tensor === 'output' ? space.parents.length - 1 : Number(tensor.split('.')[1]);
        const kept = tensor === 'mixed_op' ? 1 : space.parents[vertex];
        for (const row of rows) {
          expect(row.reduce((sum, each) => sum + each, 0)).toBe(kept);
          const columns = seen.get(tensor) ?? new Set();
          row.forEach((each, column) => each === 1 && columns.add(column));
          seen.set(tensor, columns);
        }
      }
    for (const { name: tensor, shape } of alphaTensors(space)) expect(seen.get(tensor)!.size).toBe(shape[1]);
  },
);
