/** Work that waits for disks or for the thread pool, several pieces at a time. */
import { availableParallelism } from 'node:os';

/** Twice what can run at once: a lane that waits for its file leaves no core idle. Not fewer than 16. */
const LANES = Math.max(16, 2 * availableParallelism());

/** Runs `work` for 0 … count−1, in order of beginning. The first failure is thrown and nothing new begins. */
export async function inParallel(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  try {
    await Promise.all(Array.from({ length: Math.min(LANES, count) }, lane));
  } finally {
    next = count;
  }
}
