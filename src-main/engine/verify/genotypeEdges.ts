/** Recorded genotypes, as lists of [operation, input] per cell type. */
import { z } from 'zod';
import type { Genotype } from '../../../src-shared/genotype/types.ts';
import { CELL_TYPES } from '../../../src-shared/space/spaces.ts';
import type { Comparison } from './comparison.ts';

const edgesSchema = z.array(z.tuple([z.string(), z.int()]));
export const genotypeSchema = z.strictObject({ normal: edgesSchema, reduce: edgesSchema });

/** The genotype must be the recorded one, edge for edge and in order. */
export function checkEdges(
  check: Comparison,
  name: string,
  found: Genotype,
  expected: z.infer<typeof genotypeSchema>,
): void {
  const wrong = CELL_TYPES.map((type) => {
    const differing = expected[type].filter(([operation, input], i) => {
      const edge = found[type][i];
      return edge?.operation !== operation || edge.input !== input;
    });
    return differing.length + Math.abs(found[type].length - expected[type].length);
  });
  check.check(`${name} (wrong edges)`, wrong, [0, 0]);
}
