import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PlateauError } from '../errors.ts';
import { EDGES, OPERATIONS, SPACE_NAMES, SPACES } from '../space/spaces.ts';
import { deriveGenotype } from './derive.ts';
import { genotypeToJson } from './print.ts';
import { validateGenotype } from './validate.ts';

const alphas = z.array(z.array(z.number()));
const edges = z.array(z.tuple([z.enum(OPERATIONS), z.number()]));
const concat = z.array(z.number());
/** Alphas of every space (random, tiny, all equal, `none` on top) with the genotype the authors' code reads off them. */
const golden = z
  .array(
    z.object({
      space: z.enum(SPACE_NAMES),
      kind: z.string(),
      alpha_normal: alphas,
      alpha_reduce: alphas,
      normal: edges,
      reduce: edges,
      normal_concat: concat,
      reduce_concat: concat,
    }),
  )
  .length(70)
  .parse(JSON.parse(readFileSync(new URL('../../test/golden/genotypes.json', import.meta.url), 'utf8')));

describe('the genotype read off the alphas', () => {
  it.each(golden.map((row, index) => ({ ...row, index })))(
    'is the authors’ for row $index ($space, $kind)',
    ({ space, alpha_normal, alpha_reduce, normal, reduce, normal_concat, reduce_concat }) => {
      const genotype = deriveGenotype(SPACES[space], { normal: alpha_normal, reduce: alpha_reduce });
      expect(JSON.parse(genotypeToJson(genotype))).toEqual({ normal, normal_concat, reduce, reduce_concat });
      expect(() => validateGenotype(genotype)).not.toThrow();
    },
  );

  it('keeps the lower inputs and the first operation when all alphas are equal', () => {
    const rows = Array.from({ length: EDGES }, () => [0, 0]);
    const { normal } = deriveGenotype(SPACES.s4, { normal: rows, reduce: rows });
    expect(normal.map(({ input }) => input)).toEqual([0, 1, 0, 1, 0, 1, 0, 1]);
    expect(new Set(normal.map(({ operation }) => operation))).toEqual(new Set(['noise']));
  });

  it('is refused for diverged alphas, quoting the entry', () => {
    const good = Array.from({ length: EDGES }, () => [0, 0]);
    const bad = good.map((row, edge) => (edge === 3 ? [0, NaN] : row));
    const derive = () => deriveGenotype(SPACES.s2, { normal: good, reduce: bad });
    expect(derive).toThrow(PlateauError);
    expect(derive).toThrow('Alpha reduce[3][1] is NaN; no genotype can be read off diverged alphas.');
  });

  it('is refused for alphas of another space', () => {
    const rows = Array.from({ length: EDGES }, () => [0, 0]);
    expect(() => deriveGenotype(SPACES.s5, { normal: rows, reduce: rows })).toThrow(
      'Alphas of normal edge 0 have 2 entries; the space has 8 operations there.',
    );
    expect(() => deriveGenotype(SPACES.s2, { normal: rows.slice(1), reduce: rows })).toThrow(
      /has? ?.*13 rows/u,
    );
  });
});
