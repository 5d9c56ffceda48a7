/** How well a network classifies a loader's images. */
import type { BatchLoader } from '../dataset/loader.ts';
import type { CompiledEvaluation } from './compiledEvaluation.ts';

export interface TestScore {
  readonly loss: number;
  readonly accuracy: number;
  readonly top5: number;
  readonly images: number;
}

interface TestOptions {
  readonly noiseSeed: (batch: number) => readonly [number, number];
  /** Called after every batch. */
  readonly tick: (done: number, total: number) => void;
}

/** Mean loss, top-1 and top-5 over the loader's images, batch norm in eval mode. */
export function testScore(
  compiled: CompiledEvaluation,
  loader: BatchLoader,
  options: TestOptions,
): TestScore {
  const total = loader.batchesPerEpoch;
  const sums = { loss: 0, hits: 0, hits5: 0 };
  let images = 0;
  loader.start({ epoch: 0, cutoutProbability: 0, fromBatch: 0, batches: total });
  for (let batch = 0; batch < total; batch++) {
    const next = loader.next();
    const { losses, hits, hits5 } = compiled.test(next, options.noiseSeed(batch));
    // Behind the last image of a partial batch are zeros.
    for (let i = 0; i < next.count; i++) {
      sums.loss += losses[i]!;
      sums.hits += hits[i]!;
      sums.hits5 += hits5[i]!;
    }
    images += next.count;
    options.tick(batch + 1, total);
  }
  return {
    loss: sums.loss / images,
    accuracy: sums.hits / images,
    top5: sums.hits5 / images,
    images,
  };
}
