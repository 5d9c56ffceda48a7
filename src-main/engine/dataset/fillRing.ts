/** The work of the loader's thread: reads its images or their index, then fills the ring until it is closed. */
import { batchFiller } from './batches.ts';
import type { LoaderOptions } from './batches.ts';
import { readDatasetInfo, readImages } from './dataset.ts';
import { INDEXED_KIND } from './datasetInfo.ts';
import { readFileSet } from './fileSet.ts';
import type { ThreadRing } from './ring.ts';

/** Occupies the calling thread until the ring is closed. */
export async function fillRing(ring: ThreadRing, options: LoaderOptions): Promise<void> {
  const { datasetFolder, split } = options;
  const alive = (): void => ring.alive();
  const info = readDatasetInfo(datasetFolder);
  if (info.kind !== INDEXED_KIND) {
    const set = readImages(datasetFolder, info, split, options, alive);
    const fill = batchFiller(options, info, set);
    return ring.serve((command, index, x, y) => fill({ ...command, index }, x, y));
  }
  // Loaded here, so that images in memory do without the decoder.
  const { fileBatchFiller } = await import('./fileBatches.ts');
  const fill = fileBatchFiller(options, info, readFileSet(datasetFolder, info, split, options, alive), alive);
  return ring.serve((command, index, x, y) => fill({ ...command, index }, x, y));
}
