/** Genotypes as text: the authors' Python notation and JSON. */
import { CELL_TYPES } from '../space/spaces.ts';
import { concatOf, NOTATION_FIELDS, type Genotype, type GenotypeEdge } from './types.ts';

function edgeToPython({ operation, input }: GenotypeEdge): string {
  return `('${operation}', ${input})`;
}

/** Consecutive states are written `range(first, last + 1)`, as DARTS prints them. */
function concatToPython(states: readonly number[]): string {
  const first = states[0];
  if (first === undefined || states.some((state, index) => state !== first + index))
    return `[${states.join(', ')}]`;
  return `range(${first}, ${first + states.length})`;
}

/** The authors' notation: `Genotype(normal=[('sep_conv_3x3', 1), …], normal_concat=range(2, 6), …)`. */
export function genotypeToPython(genotype: Genotype): string {
  const fields = CELL_TYPES.flatMap((cell) => [
    `${NOTATION_FIELDS[cell].edges}=[${genotype[cell].map(edgeToPython).join(', ')}]`,
    `${NOTATION_FIELDS[cell].concat}=${concatToPython(concatOf(genotype, cell))}`,
  ]);
  return `Genotype(${fields.join(', ')})`;
}

/** JSON with the fields of the authors' notation; an edge is `["sep_conv_3x3", 1]`. */
export function genotypeToJson(genotype: Genotype): string {
  const fields = CELL_TYPES.flatMap((cell) => [
    [NOTATION_FIELDS[cell].edges, genotype[cell].map(({ operation, input }) => [operation, input])],
    [NOTATION_FIELDS[cell].concat, concatOf(genotype, cell)],
  ]);
  return JSON.stringify(Object.fromEntries(fields));
}
