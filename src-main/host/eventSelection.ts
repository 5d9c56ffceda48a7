/** Which step events a reader of a log gets: they are most of it, and a view of epochs needs none. */
import type { CommandArguments } from '../../src-shared/contract/commands.ts';
import type { RunEvent } from '../../src-shared/run/events.ts';

/** `events` with all step events, the last one only, or none. */
export function selectSteps(
  events: readonly RunEvent[],
  steps: CommandArguments<'runs.events'>['steps'],
): RunEvent[] {
  if (steps === 'all') return [...events];
  const last = steps === 'last' ? events.findLast(({ type }) => type === 'step') : undefined;
  return events.filter((event) => event.type !== 'step' || event === last);
}
