/** What a search chooses from: the operations of its space that its method can use. */
import { PlateauError } from '../errors.ts';
import { METHODS } from '../methods/catalog.ts';
import type { MethodName } from '../methods/names.ts';
import { SEARCH_SPACES, type SearchSpace, type SearchSpaceName } from './searchSpaces.ts';
import type { Space } from './spaces.ts';

interface Chosen {
  readonly method: MethodName;
  readonly space: SearchSpaceName;
}

/** The space of a search; without `none` where the method has no use for it. */
export function spaceOf({ method, space }: Chosen): SearchSpace {
  const whole = SEARCH_SPACES[space];
  return whole.kind === 'cell' && METHODS[method].withoutNone ? withoutNone(whole) : whole;
}

/** The same where only cells with operations on their edges make sense. */
export function cellSpaceOf(chosen: Chosen): Space {
  const space = spaceOf(chosen);
  if (space.kind === 'cell') return space;
  throw new PlateauError(
    `Space ${chosen.space} has its operations on nodes; this is for spaces with operations on edges.`,
    'Use a search in one of the spaces s1–s5.',
  );
}

function withoutNone({ operations, ...rest }: Space): Space {
  const kept = (rows: Space['operations']['normal']): Space['operations']['normal'] =>
    rows.map((row) => row.filter((operation) => operation !== 'none'));
  return { ...rest, operations: { normal: kept(operations.normal), reduce: kept(operations.reduce) } };
}
