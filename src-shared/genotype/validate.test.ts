import { describe, expect, it } from 'vitest';
import { refusal } from '../../test/fixtures/refusal.ts';
import { PlateauError } from '../errors.ts';
import { PUBLISHED_GENOTYPES, publishedGenotype } from './published.ts';
import { isKept, type Genotype } from './types.ts';
import { validateGenotype } from './validate.ts';

const GOOD = publishedGenotype('c10_s5_ms');

function withInput(edge: number, input: number): Genotype {
  return { ...GOOD, normal: GOOD.normal.map((old, index) => (index === edge ? { ...old, input } : old)) };
}

describe('a genotype', () => {
  it.each([
    [
      'an edge goes backward',
      withInput(5, 5),
      'Genotype edge 5→4 goes backward; input index must be < 4.',
      'normal[5]',
    ],
    [
      'a node feeds itself',
      withInput(0, 2),
      'Genotype edge 2→2 goes backward; input index must be < 2.',
      'normal[0]',
    ],
    [
      'an input is negative',
      withInput(7, -1),
      'Genotype edge input is -1; it must be a whole number ≥ 0 and < 5.',
      'normal[7]',
    ],
    [
      'an input is a fraction',
      withInput(7, 0.5),
      'Genotype edge input is 0.5; it must be a whole number ≥ 0 and < 5.',
      'normal[7]',
    ],
    [
      'a node has the same operation on the same input twice',
      withInput(1, 1),
      'Genotype edge 1→2 occurs twice with sep_conv_3x3; two edges from one input must differ in their operation.',
      'normal[1]',
    ],
    [
      'an edge is missing',
      { ...GOOD, reduce: GOOD.reduce.slice(1) },
      'Genotype cell "reduce" has 7 edges; a cell has 8, 2 for each of its 4 nodes.',
      'reduce',
    ],
    [
      'no state goes out',
      { ...GOOD, normalConcat: [] },
      'Genotype "normal_concat" is empty; a cell needs at least one output state.',
      'normal_concat',
    ],
    [
      'a cell input goes out',
      { ...GOOD, reduceConcat: [1, 2] },
      'Genotype output state is 1; it must be a node, 2 to 5.',
      'reduce_concat[0]',
    ],
    [
      'a state goes out twice',
      { ...GOOD, reduceConcat: [2, 3, 2] },
      'Genotype output state 2 occurs twice.',
      'reduce_concat[2]',
    ],
  ])('is refused when %s', (_, genotype, message, place) => {
    expect(refusal(() => validateGenotype(genotype))).toEqual(new PlateauError(message, `Check "${place}".`));
  });

  it('is accepted when it keeps the rules', () => {
    expect(() => validateGenotype(withInput(5, 3))).not.toThrow();
  });

  it('may have two operations on one input, and dropped edges', () => {
    expect(() => validateGenotype(withInput(3, 0))).not.toThrow();
    const dropped = {
      ...GOOD,
      normal: GOOD.normal.map(({ input }) => ({ operation: 'none', input }) as const),
    };
    expect(() => validateGenotype(dropped)).not.toThrow();
  });
});

describe('the published genotypes', () => {
  it('are all there, each under a name of its own and with its source', () => {
    expect(PUBLISHED_GENOTYPES).toHaveLength(119);
    expect(new Set(PUBLISHED_GENOTYPES.map(({ name }) => name)).size).toBe(119);
    for (const { source } of PUBLISHED_GENOTYPES) expect(source).toMatch(/^[\w-]+\/[\w-]+:.*\.py$/u);
  });

  it('can be read, but for the four that are no cells of four nodes with at most two edges each', () => {
    const misfits = PUBLISHED_GENOTYPES.filter(({ name }) => {
      try {
        publishedGenotype(name);
        return false;
      } catch (error) {
        expect(error).toBeInstanceOf(PlateauError);
        return true;
      }
    });
    expect(misfits.map(({ name }) => name).toSorted()).toEqual([
      'AmoebaNet',
      'DCO_EDGE_BS_64',
      'ENASNet',
      'NASNet',
    ]);
    expect(refusal(() => publishedGenotype('DCO_EDGE_BS_64')).message).toMatch(
      /does not fit DARTS's cell\. .*a third edge leads to node 2/u,
    );
  });

  it('of Fair DARTS keep the edges that they name', () => {
    const { normal } = publishedGenotype('FairDARTS_a');
    expect(normal.filter(isKept)).toEqual([
      { operation: 'sep_conv_3x3', input: 0 },
      { operation: 'sep_conv_5x5', input: 1 },
      { operation: 'max_pool_3x3', input: 0 },
      { operation: 'sep_conv_3x3', input: 0 },
    ]);
    // Node 1 has none, nodes 2 and 3 one each.
    expect(normal.map(isKept)).toEqual([true, true, false, false, true, false, true, false]);
  });

  it('are suggested for a misspelt name', () => {
    expect(refusal(() => publishedGenotype('DARTS_V3')).message).toBe(
      'No published genotype is called "DARTS_V3".',
    );
    expect(refusal(() => publishedGenotype('c10_s5_m')).remedy).toMatch(
      /^Did you mean c10_s5_ms\? List them/u,
    );
  });
});
