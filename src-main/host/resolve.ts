/** Finds the run that a user means. */
import { PlateauError } from '../../src-shared/errors.ts';
import { closest } from '../../src-shared/contract/closest.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}

/** `reference`: "last", an id, a beginning of one that fits only one run, or a name. `runs`: newest first. */
export function resolveRun<R extends Named>(runs: readonly R[], reference: string): R {
  const newest = runs[0];
  if (newest === undefined)
    throw new PlateauError('There is no run yet.', 'Start one with `plateau search`.');
  if (reference === 'last') return newest;
  const beginning = reference.toUpperCase();
  const exact = runs.filter(({ id, name }) => id === beginning || name === reference);
  const matches = exact.length > 0 ? exact : runs.filter(({ id }) => id.startsWith(beginning));
  if (matches.length === 1) return matches[0]!;
  if (matches.length > 1)
    throw new PlateauError(
      `"${reference}" fits ${matches.length} runs: ${matches
        .slice(0, 5)
        .map(({ id }) => id)
        .join(', ')}${matches.length > 5 ? ', …' : ''}.`,
      'Give more of the id.',
    );
  const suggestion = closest(reference, ['last', ...runs.flatMap(({ id, name }) => [id, name])]);
  throw new PlateauError(
    `There is no run "${reference}".`,
    suggestion === undefined ? 'See `plateau runs`.' : `Did you mean ${suggestion}?`,
  );
}
