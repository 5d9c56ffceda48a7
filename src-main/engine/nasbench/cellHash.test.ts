import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { whyNotInNasbench, type NasbenchCell } from '../../../src-shared/nasbench/cell.ts';
import { prunedCellsOf } from '../../../src-shared/nasbench/enumerate.ts';
import { NASBENCH_OPERATIONS, NASBENCH_SPACES } from '../../../src-shared/nasbench/spaces.ts';
import { cellHash } from './cellHash.ts';

const golden = z
  .array(
    z.looseObject({
      matrix: z.array(z.array(z.number())),
      ops: z.array(z.enum(['input', ...NASBENCH_OPERATIONS, 'output'])),
      in_domain: z.boolean().optional(),
      hash: z.string().nullable(),
    }),
  )
  .length(20)
  .parse(
    JSON.parse(readFileSync(new URL('../../../test/golden/nb101_hash_random.json', import.meta.url), 'utf8')),
  );

describe('the key of a cell', () => {
  it.each(golden.map((row, index) => ({ ...row, index })))(
    'is the benchmark’s for graph $index ($hash)',
    ({ matrix, ops, hash, in_domain }) => {
      const cell = { matrix, operations: ops };
      expect(cellHash(cell) ?? null).toBe(hash);
      expect(whyNotInNasbench(cell) === undefined).toBe(in_domain ?? false);
    },
  );

  it('is the same for isomorphic cells and another for another operation', () => {
    const cell = (...operations: NasbenchCell['operations']): NasbenchCell => ({
      matrix: [
        [0, 1, 1, 0],
        [0, 0, 0, 1],
        [0, 0, 0, 1],
        [0, 0, 0, 0],
      ],
      operations,
    });
    const left = cellHash(cell('input', 'maxpool3x3', 'conv3x3-bn-relu', 'output'));
    const right = cellHash(cell('input', 'conv3x3-bn-relu', 'maxpool3x3', 'output'));
    expect(left).toBe(right);
    expect(cellHash(cell('input', 'conv1x1-bn-relu', 'maxpool3x3', 'output'))).not.toBe(left);
  });

  // What automl/nasbench-1shot1 reaches, loose ends included; the third space (55,854) takes ten seconds.
  it('leaves 2,685 cells of the benchmark in space 1, and 7,773 in space 2', () => {
    const keys = (name: 'nb1shot1-1' | 'nb1shot1-2'): number =>
      new Set([...prunedCellsOf(NASBENCH_SPACES[name])].map(cellHash)).size;
    expect([keys('nb1shot1-1'), keys('nb1shot1-2')]).toEqual([2685, 7773]);
  });
});
