/** The host's hardware, asked every two seconds while somebody looks. */
import type { Hardware } from '../../../src-shared/contract/datasets.ts';
import { describeError } from '../../../src-shared/errors.ts';
import { client } from '../../state/client.ts';
import { appended } from './history.ts';

/** ms between two looks. */
const EVERY = 2000;

/** Call it while the view is made; it ends with the view. */
export function watchHardware() {
  let now = $state.raw<Hardware>();
  let history = $state.raw<readonly Hardware[]>([]);
  let error = $state<string>();
  let busy = false; // a slow host is not asked twice at a time

  async function look(): Promise<void> {
    if (busy || document.visibilityState !== 'visible') return;
    busy = true;
    try {
      now = await client.invoke('host.hardware', {});
      history = appended(history, now);
      error = undefined;
    } catch (failure) {
      error = describeError(failure);
    } finally {
      busy = false;
    }
  }

  $effect(() => {
    void look();
    const timer = setInterval(() => void look(), EVERY);
    return () => clearInterval(timer);
  });

  return {
    get now() {
      return now;
    },
    /** The last minutes, oldest first. */
    get history() {
      return history;
    },
    get error() {
      return error;
    },
    look,
  };
}
