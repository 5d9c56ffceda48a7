import { describe, expect, it } from 'vitest';
import { refusal } from '../../test/fixtures/refusal.ts';
import { PlateauError } from '../errors.ts';
import { PUBLISHED_GENOTYPES, publishedGenotype } from './published.ts';
import type { Genotype } from './types.ts';
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
      'a node has the same input twice',
      withInput(3, 0),
      'Genotype edge 0→3 occurs twice; the two inputs of a node must differ.',
      'normal[3]',
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
});

describe('the published genotypes', () => {
  it('are all there, each under a name of its own and with its source', () => {
    expect(PUBLISHED_GENOTYPES).toHaveLength(119);
    expect(new Set(PUBLISHED_GENOTYPES.map(({ name }) => name)).size).toBe(119);
    for (const { source } of PUBLISHED_GENOTYPES) expect(source).toMatch(/^[\w-]+\/[\w-]+:.*\.py$/u);
  });

  it('can be read, but for the 13 that are no cells of four nodes with two inputs each', () => {
    const misfits = PUBLISHED_GENOTYPES.filter(({ name }) => {
      try {
        publishedGenotype(name);
        return false;
      } catch (error) {
        expect(error).toBeInstanceOf(PlateauError);
        return true;
      }
    });
    expect(misfits.map(({ name }) => name).toSorted()).toEqual(
      ['AmoebaNet', 'DARTS', 'DCO_EDGE_BS_64', 'DCO_SPARSE_BS_64', 'ENASNet']
        .concat(Array.from('abcdefg', (letter) => `FairDARTS_${letter}`))
        .concat('NASNet'),
    );
    expect(refusal(() => publishedGenotype('FairDARTS_a')).message).toMatch(
      /does not fit DARTS's cell\. .*this one has 3/u,
    );
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
