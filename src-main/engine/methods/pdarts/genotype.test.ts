import { describe, expect, it } from 'vitest';
import { validateGenotype } from '../../../../src-shared/genotype/validate.ts';
import { seededRandom } from '../../../../src-shared/random.ts';
import { SPACE_NAMES, type Space, SPACES } from '../../../../src-shared/space/spaces.ts';
import { softmaxRow } from '../../../../src-shared/stats/alphaDistance.ts';
import { perCell } from '../../supernet/perCell.ts';
import { pdartsGenotype } from './genotype.ts';
import { startPdarts } from './pruning.ts';

const { s2, s3 } = SPACES;

function genotypeWith(space: Space, row: (edge: number) => readonly number[], skipLimit = 8) {
  const weights = perCell((type) => space.operations[type].map((_, edge) => row(edge)));
  return pdartsGenotype({ space, active: startPdarts(space), weights, skipLimit });
}

/** Operation (s: skip connection, c: convolution) and input of each kept edge. */
const short = (edges: readonly { operation: string; input: number }[]): string =>
  edges.map(({ operation, input }) => (operation === 'skip_connect' ? 's' : 'c') + String(input)).join(' ');

describe('P-DARTS genotype', () => {
  it('keeps the two strongest edges of a node in the order of their inputs, `none` left out', () => {
    const strong: Readonly<Record<number, number[]>> = {
      2: [0.9, 0.06, 0.04],
      3: [0.2, 0.3, 0.5],
      4: [0, 0.4, 0.6],
    };
    const { normal } = genotypeWith(s3, (edge) => strong[edge] ?? [0.4, 0.35, 0.25]);
    expect(short(normal.slice(0, 4))).toBe('s0 s1 c1 c2');
  });

  it('keeps the later of equal edges and operations', () => {
    expect(short(genotypeWith(s2, () => [0.5, 0.5]).reduce)).toBe('c0 c1 c1 c2 c2 c3 c3 c4');
  });

  it('turns the weakest skip connections into other operations until the limit holds', () => {
    // Skip weights .60, .61 … .73: the later edges are the stronger ones.
    const row = (edge: number): number[] => [0.6 + edge / 100, 0.4 - edge / 100];
    expect(short(genotypeWith(s2, row, 8).normal)).toBe('s0 s1 s1 s2 s2 s3 s3 s4');
    expect(short(genotypeWith(s2, row, 6).normal)).toBe('c0 c1 s1 s2 s2 s3 s3 s4');
    // Without its skip connection edge 3 (.63) has .37: edge 2 (.62) is stronger, until it loses its own.
    expect(short(genotypeWith(s2, row, 5).normal)).toBe('c0 c1 c0 s2 s2 s3 s3 s4');
  });

  it('restricts the normal cell alone', () => {
    const { normal, reduce } = genotypeWith(s2, () => [0.9, 0.1], 0);
    expect(short(normal)).not.toContain('s');
    expect(short(reduce)).not.toContain('c');
  });

  it('leaves a skip connection that has nothing beside it', () => {
    const weights = perCell((type) => s2.operations[type].map(() => [1, 0]));
    const active = perCell((type) => s2.operations[type].map(() => [true, false]));
    expect(short(pdartsGenotype({ space: s2, active, weights, skipLimit: 2 }).normal)).not.toContain('c');
  });

  it.each(SPACE_NAMES)('is a genotype within the limit in %s', (name) => {
    const space = SPACES[name];
    const random = seededRandom(3);
    const weights = perCell((type) =>
      space.operations[type].map((row) =>
        softmaxRow(row.map((operation) => random.uniform() + Number(operation === 'skip_connect'))),
      ),
    );
    for (let skipLimit = 0; skipLimit <= 8; skipLimit++) {
      const genotype = pdartsGenotype({ space, active: startPdarts(space), weights, skipLimit });
      expect(() => {
        validateGenotype(genotype);
      }).not.toThrow();
      expect(
        genotype.normal.filter(({ operation }) => operation === 'skip_connect').length,
      ).toBeLessThanOrEqual(skipLimit);
    }
  });
});
