/**
 * Entry of the batch loader's worker thread. Its work is imported inside the `try`, so that even a
 * module that fails to load reaches the engine, which may be blocked and hears no events.
 */
import { workerData } from 'node:worker_threads';
import type { LoaderOptions } from './batches.ts';
import { ThreadRing } from './ring.ts';
import type { RingMemory } from './ring.ts';

/** What the loader hands to its thread. */
export interface LoaderThreadData {
  readonly memory: RingMemory;
  readonly options: LoaderOptions;
}

const { memory, options } = workerData as LoaderThreadData;
const ring = new ThreadRing(memory);
try {
  const { fillRing } = await import('./fillRing.ts');
  await fillRing(ring, options);
} catch (error) {
  ring.fail(error);
}
