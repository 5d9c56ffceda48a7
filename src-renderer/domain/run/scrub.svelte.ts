/** The one cursor of a run: the newest epoch until the user scrubs, then the one in the page's address. */
import { route } from '../../state/route.svelte.ts';
import type { EpochEntry } from './runHistory.ts';
import { nearestIndex } from './scrub.ts';

/** ms an epoch is shown while playing. */
const FRAME = 300;

export interface Scrub<R extends EpochEntry = EpochEntry> {
  /** The record under the cursor; undefined before the first epoch. */
  readonly record: R | undefined;
  readonly index: number;
  /** Follows the newest epoch. */
  readonly live: boolean;
  readonly playing: boolean;
  readonly go: (index: number) => void;
  readonly goToEpoch: (epoch: number) => void;
  readonly follow: () => void;
  readonly togglePlay: () => void;
}

/** A cursor over epochs until the component that calls it is gone. */
export function createScrub<R extends EpochEntry>(epochs: () => readonly R[]): Scrub<R> {
  let playing = $state(false);
  const last = $derived(epochs().length - 1);
  const live = $derived(route.query['epoch'] === undefined || route.query['epoch'] === '');
  const index = $derived(live ? last : nearestIndex(epochs(), Number(route.query['epoch'])));

  function show(to: number): void {
    const record = epochs()[Math.min(Math.max(to, 0), last)];
    if (record !== undefined) route.setQuery({ epoch: String(record.event.epoch) });
  }
  function go(to: number): void {
    playing = false;
    show(to);
  }

  $effect(() => {
    if (!playing) return;
    const timer = setTimeout(() => {
      show(index + 1);
      if (index >= last) playing = false;
    }, FRAME);
    return () => clearTimeout(timer);
  });

  return {
    get record() {
      return epochs()[index];
    },
    get index() {
      return index;
    },
    get live() {
      return live;
    },
    get playing() {
      return playing;
    },
    go,
    goToEpoch: (epoch) => go(nearestIndex(epochs(), epoch)),
    follow: () => {
      playing = false;
      route.setQuery({ epoch: '' });
    },
    togglePlay: () => {
      if (!playing && index >= last) show(0); // at the end: once more from the start
      playing = !playing;
    },
  };
}
