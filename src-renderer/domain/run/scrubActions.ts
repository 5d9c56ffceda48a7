/** What can be done with the cursor over epochs, for the palette and the keys. */
import type { Action } from '../../state/actions.svelte.ts';
import type { Scrub } from './scrub.svelte.ts';

/** The actions on a cursor over `count` epochs. */
export function scrubActions(scrub: Scrub, count: number): Action[] {
  const entry = (id: string, title: string, run: () => void, keys?: string): Action => ({
    id: `run.${id}`,
    title,
    group: 'Run',
    run,
    ...(keys === undefined ? {} : { keys }),
  });
  return [
    entry('earlier', 'Epoch before', () => scrub.go(scrub.index - 1), 'ArrowLeft'),
    entry('later', 'Epoch after', () => scrub.go(scrub.index + 1), 'ArrowRight'),
    entry('first', 'First epoch', () => scrub.go(0), 'Home'),
    entry('last', 'Last epoch', () => scrub.go(count - 1), 'End'),
    entry('live', 'Follow the newest epoch', scrub.follow, 'l'),
    entry('play', scrub.playing ? 'Pause the epochs (space)' : 'Play the epochs (space)', scrub.togglePlay),
  ];
}
