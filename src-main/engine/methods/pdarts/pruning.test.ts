import { describe, expect, it } from 'vitest';
import { type Space, SPACES } from '../../../../src-shared/space/spaces.ts';
import { perCell } from '../../supernet/perCell.ts';
import { pdartsSchema, pruned, startPdarts } from './pruning.ts';

/** The same weights on every edge. */
function everywhere(space: Space, row: readonly number[]) {
  return perCell((type) => space.operations[type].map(() => row));
}

describe('P-DARTS pruning', () => {
  const { s5 } = SPACES;
  const FIVE = [0.3, 0.05, 0.1, 0.05, 0.2, 0.15, 0.05, 0.1];

  it('drops the smallest weights, the first of equals', () => {
    const after = pruned(startPdarts(s5), { space: s5, weights: everywhere(s5, FIVE), keep: 5, last: false });
    expect(after.normal[0]).toEqual([true, false, true, false, true, true, false, true]);
    const equal = pruned(startPdarts(s5), {
      space: s5,
      weights: everywhere(s5, Array<number>(8).fill(1 / 8)),
      keep: 5,
      last: false,
    });
    expect(equal.reduce[13]).toEqual([false, false, false, true, true, true, true, true]);
  });

  it('keeps what is there and drops nothing twice', () => {
    const first = pruned(startPdarts(s5), { space: s5, weights: everywhere(s5, FIVE), keep: 5, last: false });
    const second = pruned(first, {
      space: s5,
      weights: everywhere(s5, [0.1, 0, 0.2, 0, 0.3, 0.15, 0, 0.25]),
      keep: 3,
      last: false,
    });
    expect(second.normal[6]).toEqual([false, false, true, false, true, false, false, true]);
  });

  it('drops `none` first in the last stage, however strong it is', () => {
    const active = perCell((type) =>
      s5.operations[type].map(() => [true, false, false, true, true, false, false, false]),
    );
    const weights = everywhere(s5, [0.8, 0, 0, 0.05, 0.15, 0, 0, 0]);
    const kept = (last: boolean): unknown => pruned(active, { space: s5, weights, keep: 2, last }).normal[0];
    expect(kept(true)).toEqual([false, false, false, true, true, false, false, false]);
    expect(kept(false)).toEqual([true, false, false, false, true, false, false, false]);
  });

  it('never leaves an edge with `none` alone', () => {
    const { s3 } = SPACES;
    const weights = everywhere(s3, [0.9, 0.04, 0.06]);
    const after = pruned(startPdarts(s3), { space: s3, weights, keep: 1, last: false });
    expect(after.normal.every((row) => row.join() === 'false,false,true')).toBe(true);
  });

  it('drops nothing where an edge has no more than are kept', () => {
    for (const space of [SPACES.s1, SPACES.s3]) {
      const start = startPdarts(space);
      const weights = perCell((type) => space.operations[type].map((row) => row.map((_, k) => k)));
      expect(pruned(start, { space, weights, keep: 5, last: false })).toEqual(start);
      const last = pruned(start, { space, weights, keep: 1, last: true });
      expect(last.reduce.every((row) => row.at(-1) === true && row.filter(Boolean).length === 1)).toBe(true);
    }
  });

  it('survives a checkpoint', () => {
    const after = pruned(startPdarts(s5), { space: s5, weights: everywhere(s5, FIVE), keep: 3, last: false });
    expect(pdartsSchema.parse(JSON.parse(JSON.stringify(after)))).toEqual(after);
    expect(pdartsSchema.safeParse({ normal: [], reduce: [] }).success).toBe(false);
  });
});
