/**
 * What can be done, as one table: it feeds the palette, the list of shortcuts and the keys. Views add
 * their own actions while they are shown.
 */
import { untrack } from 'svelte';

export interface Action {
  readonly id: string;
  readonly title: string;
  /** Heading in the palette and the list of shortcuts. */
  readonly group: string;
  /** tinykeys notation: `$mod+k`, `g r`, `?`. */
  readonly keys?: string;
  readonly run: () => void;
  /** false: shown as not possible now. */
  readonly enabled?: boolean;
}

type Source = () => readonly Action[];

let sources = $state.raw<readonly Source[]>([]);

/** Offers actions until the component that calls it is gone. Call it while the component is made. */
export function offerActions(source: Source): void {
  $effect(() => {
    untrack(() => (sources = [...sources, source]));
    return () => (sources = sources.filter((other) => other !== source));
  });
}

/** All actions of the moment. */
export function currentActions(): readonly Action[] {
  return sources.flatMap((source) => source());
}
