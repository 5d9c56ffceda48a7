/** What can be done in the view of runs, for the palette and the keys. */
import type { Action } from '../../state/actions.svelte.ts';

export interface RunsDeeds {
  readonly filter: () => void;
  readonly create: () => void;
  readonly group: () => void;
  readonly details: () => void;
  readonly compare: () => void;
  readonly all: () => void;
  readonly archive: () => void;
  readonly remove: () => void;
  readonly csv: () => void;
}

interface Entry {
  readonly title: string;
  readonly keys?: string;
  /** Means the chosen runs, so there must be some. */
  readonly onRuns?: true;
}

const TABLE: Readonly<Record<keyof RunsDeeds, Entry>> = {
  filter: { title: 'Filter', keys: '/' },
  create: { title: 'New run', keys: 'n' },
  group: { title: 'Group runs that differ in their seed', keys: 's' },
  details: { title: 'Details of the run', keys: 'i' },
  compare: { title: 'Compare the selected runs', keys: 'c', onRuns: true },
  all: { title: 'Select all shown runs' },
  archive: { title: 'Archive the selected runs', onRuns: true },
  remove: { title: 'Delete the selected runs', onRuns: true },
  csv: { title: 'Save the table as CSV' },
};

/** The actions; those on runs only where some are meant. */
export function runsActions(deeds: RunsDeeds, some: boolean): Action[] {
  const names: readonly (keyof RunsDeeds)[] = [
    'filter',
    'create',
    'group',
    'details',
    'compare',
    'all',
    'archive',
    'remove',
    'csv',
  ];
  return names.map((name) => {
    const { title, keys, onRuns } = TABLE[name];
    return {
      id: `runs.${name}`,
      title,
      group: 'Runs',
      ...(keys === undefined ? {} : { keys }),
      ...(onRuns === true ? { enabled: some } : {}),
      run: deeds[name],
    };
  });
}
