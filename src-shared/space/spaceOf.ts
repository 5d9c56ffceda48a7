/** The operations that a search chooses from: those of its space that its method can use. */
import { METHODS } from '../methods/catalog.ts';
import type { MethodName } from '../methods/names.ts';
import { type Space, type SpaceName, SPACES } from './spaces.ts';

/** The space of a search; without `none` where the method has no use for it. */
export function spaceOf({
  method,
  space,
}: {
  readonly method: MethodName;
  readonly space: SpaceName;
}): Space {
  const whole = SPACES[space];
  return METHODS[method].withoutNone ? withoutNone(whole) : whole;
}

function withoutNone({ operations, ...rest }: Space): Space {
  const kept = (rows: Space['operations']['normal']): Space['operations']['normal'] =>
    rows.map((row) => row.filter((operation) => operation !== 'none'));
  return { ...rest, operations: { normal: kept(operations.normal), reduce: kept(operations.reduce) } };
}
