/** The work of the loader's thread: reads its images once, then fills the ring until it is closed. */
import { batchFiller } from './batches.ts';
import type { LoaderOptions } from './batches.ts';
import { readDatasetInfo, readImages } from './dataset.ts';
import type { ThreadRing } from './ring.ts';

/** Blocks the calling thread until the ring is closed. */
export function fillRing(ring: ThreadRing, options: LoaderOptions): void {
  const info = readDatasetInfo(options.datasetFolder);
  const set = readImages(options.datasetFolder, info, options.split, options, () => ring.alive());
  const fill = batchFiller(options, info, set);
  ring.serve(({ epoch, cutoutProbability }, index, x, y) => fill({ epoch, index, cutoutProbability }, x, y));
}
