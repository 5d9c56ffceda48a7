/** The rules of methods other than DARTS, each on weights whose genotype can be told by hand. */
import { describe, expect, it } from 'vitest';
import { cellSpaceOf } from '../space/spaceOf.ts';
import { CELL_EDGES, EDGES, SPACES } from '../space/spaces.ts';
import { softmaxRow } from '../stats/alphaDistance.ts';
import { deriveFromWeights, deriveGenotype } from './derive.ts';
import { deriveStrongestPairs } from './derivePairs.ts';
import { deriveSifted } from './deriveSifted.ts';
import { deriveSparse, edgesAbove } from './deriveSparse.ts';
import { edgeWeights } from './edgeWeights.ts';
import type { Genotype } from './types.ts';
import { validateGenotype } from './validate.ts';

const [MAX, AVG, SKIP, SEP3] = [1, 2, 3, 4];
const WITHOUT_NONE = cellSpaceOf({ method: 'fair-darts', space: 's5' });

/** Weights of both cells, `base` but for the given `[edge, column, value]`. */
function rows(width: number, base: number, ...changes: readonly (readonly [number, number, number])[]) {
  const cell = Array.from({ length: EDGES }, () => Array.from({ length: width }, () => base));
  for (const [edge, column, value] of changes) cell[edge]![column] = value;
  return { normal: cell, reduce: cell };
}

/** The edges of one node, as text. */
function node({ normal }: Genotype, place: number): string[] {
  return normal.slice(2 * place, 2 * place + 2).map(({ operation, input }) => `${operation} ${input}`);
}

describe('the rule of DARTS on weights', () => {
  it('takes them as they are: no softmax over an edge', () => {
    // Edge 3 (1 → node 1) has two large weights: as logits they would share one.
    const weights = rows(8, 0, [2, SKIP, 0.8], [3, SEP3, 0.9], [3, MAX, 0.89], [4, AVG, 0.85]);
    expect(node(deriveFromWeights(SPACES.s5, weights), 1)).toEqual(['sep_conv_3x3 1', 'avg_pool_3x3 2']);
    expect(node(deriveGenotype(SPACES.s5, weights), 1)).toEqual(['avg_pool_3x3 2', 'skip_connect 0']);
  });

  it('on softmax(α) is that on α', () => {
    const alphas = rows(8, -1, ...CELL_EDGES.map((_, edge) => [edge, (edge * 5) % 8, edge / 9] as const));
    const weights = { normal: alphas.normal.map(softmaxRow), reduce: alphas.reduce.map(softmaxRow) };
    expect(deriveFromWeights(SPACES.s5, weights)).toEqual(deriveGenotype(SPACES.s5, alphas));
  });

  it('refuses diverged ones by their name', () => {
    expect(() => deriveFromWeights(SPACES.s5, rows(8, 0, [3, 1, Infinity]))).toThrow(
      'Weight normal[3][1] is Infinity; no genotype can be read off diverged weights.',
    );
  });
});

describe('the edge weights of PC-DARTS', () => {
  it('are a softmax over the edges of each node', () => {
    const weights = edgeWeights([
      0,
      Math.log(3),
      0,
      0,
      0,
      ...Array<number>(4).fill(7),
      ...Array<number>(5).fill(-2),
    ]);
    const parts = [0.25, 0.75, ...Array<number>(3).fill(1 / 3), ...Array<number>(4).fill(0.25)];
    expect(weights).toHaveLength(EDGES);
    [...parts, ...Array<number>(5).fill(0.2)].forEach((part, edge) => {
      expect(weights[edge]).toBeCloseTo(part, 12);
    });
  });

  it('need one β per edge', () => {
    expect(() => edgeWeights([1, 2])).toThrow('β has 2 entries; a cell has 14 edges.');
  });
});

describe('the rule of GDAS', () => {
  it('may keep two operations of one input', () => {
    const genotype = deriveStrongestPairs(
      SPACES.s5,
      rows(8, 0.01, [1, SEP3, 0.4], [1, SKIP, 0.5], [0, MAX, 0.3]),
    );
    expect(node(genotype, 0)).toEqual(['skip_connect 1', 'sep_conv_3x3 1']);
    expect(() => validateGenotype(genotype)).not.toThrow();
  });

  it('leaves none out, and of equals keeps the lower input, then the first operation', () => {
    const genotype = deriveStrongestPairs(SPACES.s5, rows(8, 0.1, [0, 0, 0.9]));
    for (const place of [0, 1, 2, 3])
      expect(node(genotype, place)).toEqual(['max_pool_3x3 0', 'avg_pool_3x3 0']);
  });
});

describe('the rule of Fair DARTS', () => {
  const weights = rows(7, 0.2, [0, 0, 0.85], [1, 3, 0.849], [2, 2, 0.9], [3, 2, 0.99], [4, 1, 0.95]);

  it('drops an edge below the threshold from DARTS’s choice, and keeps one that is at it', () => {
    const genotype = deriveSparse(WITHOUT_NONE, weights, 0.85);
    expect(node(genotype, 0)).toEqual(['max_pool_3x3 0', 'none 1']);
    // The two heaviest of three; the third, though above the threshold, is not chosen.
    expect(node(genotype, 1)).toEqual(['skip_connect 1', 'avg_pool_3x3 2']);
    expect(node(genotype, 2)).toEqual(['none 0', 'none 1']);
    expect(() => validateGenotype(genotype)).not.toThrow();
  });

  it('drops everything at the start, where all weights are ½', () => {
    const { normal, reduce } = deriveSparse(WITHOUT_NONE, rows(7, 0.5), 0.85);
    expect([...normal, ...reduce].every(({ operation }) => operation === 'none')).toBe(true);
  });

  it('with a threshold per edge keeps up to two operations of each, the lighter first', () => {
    const two = rows(7, 0.2, [1, 4, 0.9], [1, 1, 0.95], [1, 0, 0.89], [9, 2, 0.86]);
    expect(edgesAbove(WITHOUT_NONE.operations.normal, two.normal, 0.85)).toEqual([
      { operation: 'sep_conv_5x5', node: 0, input: 1 },
      { operation: 'avg_pool_3x3', node: 0, input: 1 },
      { operation: 'skip_connect', node: 3, input: 0 },
    ]);
  });
});

describe('the rule of DA²S', () => {
  const strong = CELL_EDGES.map((_, edge) => [edge, 3, 1 + edge / 10] as const);
  const alphas = rows(7, 0, ...strong);
  const order = (beta: readonly number[]) => ({ normal: beta, reduce: beta });

  it('keeps the two edges of largest β at each node, ordered by α', () => {
    // α alone would keep the two last edges of each node.
    const genotype = deriveSifted(WITHOUT_NONE, alphas, order(CELL_EDGES.map(({ input }) => -input)));
    expect(genotype.normal.map(({ input }) => input)).toEqual([1, 0, 1, 0, 1, 0, 1, 0]);
  });

  it('sifts of equal β the lower inputs out', () => {
    const genotype = deriveSifted(WITHOUT_NONE, alphas, order(CELL_EDGES.map(() => 0.5)));
    expect(genotype.normal.map(({ input }) => input)).toEqual([1, 0, 2, 1, 3, 2, 4, 3]);
  });

  it('pays no heed to the β of the first node', () => {
    const beta = CELL_EDGES.map((_, edge) => edge);
    const without = [NaN, NaN, ...beta.slice(2)];
    expect(deriveSifted(WITHOUT_NONE, alphas, order(without))).toEqual(
      deriveSifted(WITHOUT_NONE, alphas, order(beta)),
    );
  });

  it('is DARTS’s without β, and refuses too few', () => {
    expect(deriveSifted(WITHOUT_NONE, alphas, undefined)).toEqual(deriveGenotype(WITHOUT_NONE, alphas));
    expect(() => deriveSifted(WITHOUT_NONE, alphas, order([1]))).toThrow(
      'β of the normal cell has 1 entries; a cell has 14 edges.',
    );
  });
});
