import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PlateauError } from '../errors.ts';
import { cellOf, deriveArchitecture, hasLooseEnds, type NasbenchAlphas } from './architecture.ts';
import { prunedCell } from './cell.ts';
import { alphaTensors, NASBENCH_SPACE_NAMES, NASBENCH_SPACES } from './spaces.ts';

const rows = z.array(z.array(z.number()));
const golden = z
  .array(
    z.looseObject({
      space: z.number(),
      alphas: z.record(z.string(), rows),
      parents: z.record(z.string(), z.array(z.number())),
      matrix: rows,
      matrix_with_loose_ends: rows,
      ops: z.array(z.string()),
      pruned_matrix: rows,
      pruned_ops: z.array(z.string()),
    }),
  )
  .length(12)
  .parse(
    JSON.parse(readFileSync(new URL('../../test/golden/nb1shot1_discretise.json', import.meta.url), 'utf8')),
  );

const space1 = NASBENCH_SPACES['nb1shot1-1'];
const zeros: NasbenchAlphas = Object.fromEntries(
  alphaTensors(space1).map(({ name, shape: [height, width] }) => [
    name,
    Array.from({ length: height }, () => new Array<number>(width).fill(0)),
  ]),
);

describe('the architecture read off the alphas', () => {
  it.each(golden.map((row, index) => ({ ...row, index })))(
    'is the authors’ for row $index (space $space), with and without loose ends',
    ({ space, alphas, parents, matrix, matrix_with_loose_ends, ops, pruned_matrix, pruned_ops }) => {
      const architecture = deriveArchitecture(NASBENCH_SPACES[NASBENCH_SPACE_NAMES[space - 1]!], alphas);
      expect(architecture.parents).toEqual(Object.values(parents).map((list) => [...list].sort()));
      const cell = cellOf(architecture);
      expect(cell).toEqual({ matrix, operations: ops });
      const loose = cellOf(architecture, { looseEnds: true });
      expect(loose.matrix).toEqual(matrix_with_loose_ends);
      const pruned = { matrix: pruned_matrix, operations: pruned_ops };
      expect([prunedCell(cell), prunedCell(loose)]).toEqual([pruned, pruned]);
    },
  );

  it('keeps the first operation and the parents nearest to the input when all alphas are equal', () => {
    const { operations, parents } = deriveArchitecture(space1, zeros);
    expect(new Set(operations)).toEqual(new Set(['maxpool3x3']));
    expect(parents).toEqual([[], [0], [0, 1], [0, 1], [0, 1], [0, 1]]);
  });

  it('takes weights as equal that float32 does not tell apart', () => {
    const nearly = { ...zeros, 'inputs.3': [[0, 0, 1e-9]], output: [[0, 0, 0, 0, 1e-3]] };
    const { parents } = deriveArchitecture(space1, nearly);
    expect(parents.slice(3)).toEqual([
      [0, 1],
      [0, 1],
      [0, 4],
    ]);
  });

  it('is refused for alphas of another space, naming both shapes', () => {
    expect(() => deriveArchitecture(NASBENCH_SPACES['nb1shot1-3'], zeros)).toThrow(
      'Alphas "mixed_op" are [4, 3]; this space has [5, 3].',
    );
    expect(() => deriveArchitecture(NASBENCH_SPACES['nb1shot1-2'], zeros)).toThrow(
      'Alphas "inputs.2" are [0, 0]; this space has [1, 2].',
    );
  });

  it('is refused for alphas that diverged', () => {
    const diverged = { ...zeros, output: [[0, 0, NaN, 0, 0]] };
    expect(() => deriveArchitecture(space1, diverged)).toThrow(PlateauError);
    expect(() => deriveArchitecture(space1, diverged)).toThrow('Alphas "output" contain NaN');
  });
});

describe('a loose end', () => {
  const parents = [[], [0], [0, 1], [1, 2], [0, 3]];

  it('is a node that the output does not use, directly or through others', () => {
    expect(hasLooseEnds({ parents: [...parents, [0, 4]] })).toBe(false);
    expect(hasLooseEnds({ parents: [...parents, [0, 2]] })).toBe(true);
  });
});
