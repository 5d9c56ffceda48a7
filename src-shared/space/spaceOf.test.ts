import { expect, it } from 'vitest';
import { NASBENCH_SPACES } from '../nasbench/spaces.ts';
import { SPACES } from './spaces.ts';
import { cellSpaceOf, spaceOf } from './spaceOf.ts';

it('leaves `none` out for methods that have no use for it, and nothing else', () => {
  const [first] = cellSpaceOf({ method: 'fair-darts', space: 's5' }).operations.normal;
  expect(first).toEqual(SPACES.s5.operations.normal[0]!.filter((operation) => operation !== 'none'));
  expect(spaceOf({ method: 'darts', space: 's5' })).toBe(SPACES.s5);
  expect(cellSpaceOf({ method: 'da2s', space: 's1' }).operations).toEqual(SPACES.s1.operations);
});

it('gives a search in a space of NAS-Bench-1Shot1 its nodes, and refuses to read edges off them', () => {
  const chosen = { method: 'lambda-darts', space: 'nb1shot1-2' } as const;
  expect(spaceOf(chosen)).toBe(NASBENCH_SPACES['nb1shot1-2']);
  expect(() => cellSpaceOf(chosen)).toThrow('Space nb1shot1-2 has its operations on nodes');
});
