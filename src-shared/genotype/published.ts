/**
 * Genotypes that authors of papers published, in their notation, each with the file it was published in.
 * Some do not fit a cell of four nodes with two edges each (NASNet, AmoebaNet, ENAS: five nodes; DCO_EDGE:
 * any number of edges); they are listed with the reason.
 */
import { closest } from '../contract/closest.ts';
import { PlateauError } from '../errors.ts';
import { parseGenotype } from './parse.ts';
import published from './published.json' with { type: 'json' };
import type { Genotype } from './types.ts';

export interface PublishedGenotype {
  readonly name: string;
  /** Repository and file it was published in. */
  readonly source: string;
  /** The authors' notation. */
  readonly text: string;
}

export const PUBLISHED_GENOTYPES: readonly PublishedGenotype[] = published;

/** The published genotype of that name; refuses an unknown name and one that does not fit DARTS's cell. */
export function publishedGenotype(name: string): Genotype {
  const entry = PUBLISHED_GENOTYPES.find((candidate) => candidate.name === name);
  if (entry === undefined) {
    const suggestion = closest(
      name,
      PUBLISHED_GENOTYPES.map((candidate) => candidate.name),
    );
    throw new PlateauError(
      `No published genotype is called "${name}".`,
      `${suggestion === undefined ? '' : `Did you mean ${suggestion}? `}List them with "plateau genotype --list".`,
    );
  }
  try {
    return parseGenotype(entry.text);
  } catch (error) {
    if (!(error instanceof PlateauError)) throw error;
    throw new PlateauError(
      `The published genotype "${name}" (${entry.source}) does not fit DARTS's cell. ${error.message}`,
      'Choose another one: "plateau genotype --list".',
    );
  }
}
