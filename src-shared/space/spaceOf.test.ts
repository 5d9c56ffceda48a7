import { expect, it } from 'vitest';
import { SPACES } from './spaces.ts';
import { spaceOf } from './spaceOf.ts';

it('leaves `none` out for methods that have no use for it, and nothing else', () => {
  const [first] = spaceOf({ method: 'fair-darts', space: 's5' }).operations.normal;
  expect(first).toEqual(SPACES.s5.operations.normal[0]!.filter((operation) => operation !== 'none'));
  expect(spaceOf({ method: 'darts', space: 's5' })).toBe(SPACES.s5);
  expect(spaceOf({ method: 'da2s', space: 's1' }).operations).toEqual(SPACES.s1.operations);
});
