/** Batches for the engine, prepared by a worker thread while the engine's own thread computes. */
import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { PlateauError } from '../../../src-shared/errors.ts';
import { batchesPerEpoch } from './batches.ts';
import type { LoaderOptions } from './batches.ts';
import { readDatasetInfo } from './dataset.ts';
import { INDEXED_KIND, imageBytes } from './datasetInfo.ts';
import type { DatasetInfo } from './datasetInfo.ts';
import type { LoaderThreadData } from './loaderThread.ts';
import { EngineRing, allocateRing } from './ring.ts';
import type { RingCommand } from './ring.ts';

export interface Batch {
  /** [batch, H, W, C], float32, normalised; a copy of the caller's own. */
  readonly x: Float32Array<ArrayBuffer>;
  /** [batch] class indices. */
  readonly y: Int32Array<ArrayBuffer>;
  /** Images in the batch; less than `batch` only in a last partial one, whose rest is zero. */
  readonly count: number;
}

/** Where to begin and how many batches `next` will give, counted from `fromBatch`. */
export type StartOptions = RingCommand;

/** The thread ends by itself when it has seen the closing; one that hangs on a dead disk is ended. */
const CLOSE_MILLISECONDS = 5000;

/**
 * A thread that loads sharp and ends would unload its libraries, with work of theirs still on other
 * threads; the process's main thread keeps them.
 */
function keepDecoderLoaded(): void {
  createRequire(import.meta.url)('sharp');
}

function checkOptions(options: LoaderOptions, info: DatasetInfo): void {
  const { from, to, batch, split } = options;
  const total = info[split].count;
  if (!(0 <= from && from < to && to <= total))
    throw new PlateauError(
      `Images ${from} to ${to} were asked of the ${total} ${split} images of ${info.name}.`,
      `Use a range within 0 to ${total}.`,
    );
  if (batchesPerEpoch(options) < 1)
    throw new PlateauError(
      `The batch of ${batch} is larger than the ${to - from} images it is drawn from (${info.name}, ${split}).`,
      `Use a batch of at most ${to - from}.`,
    );
}

export class BatchLoader {
  readonly info: DatasetInfo;
  /** Batches of one pass; `shuffled` and `sequential` end there, `replacement` goes on. */
  readonly batchesPerEpoch: number;
  readonly #bounded: boolean;
  readonly #ring: EngineRing;
  readonly #worker: Worker;
  readonly #ended: Promise<void>;
  #left = 0;
  #closed = false;
  #waitSeconds = 0;

  constructor(options: LoaderOptions) {
    this.info = readDatasetInfo(options.datasetFolder);
    checkOptions(options, this.info);
    this.batchesPerEpoch = batchesPerEpoch(options);
    this.#bounded = options.order !== 'replacement';
    const memory = allocateRing(options.batch, imageBytes(this.info));
    this.#ring = new EngineRing(memory);
    if (this.info.kind === INDEXED_KIND) keepDecoderLoaded();
    const workerData: LoaderThreadData = { memory, options };
    this.#worker = new Worker(new URL('./loaderThread.ts', import.meta.url), { workerData });
    // Heard only while the engine's thread is free; a blocked one learns of it through the ring.
    this.#worker.on('error', (error) => this.#ring.fail(error));
    this.#ended = new Promise((resolve) => {
      this.#worker.once('exit', () => resolve());
    });
    // A loader that nobody closed must not keep the process alive.
    this.#worker.unref();
  }

  /** Begins at, or jumps to, batch `fromBatch` of an epoch; batches prepared before are discarded. */
  start(options: StartOptions): void {
    if (this.#closed) throw new Error('start() on a closed loader');
    const { epoch, fromBatch, batches } = options;
    if (this.#bounded && fromBatch + batches > this.batchesPerEpoch)
      throw new PlateauError(
        `Batches ${fromBatch} to ${fromBatch + batches} were asked of epoch ${epoch}, which has ${this.batchesPerEpoch}.`,
        `Ask for at most ${this.batchesPerEpoch} batches an epoch.`,
      );
    this.#ring.command(options);
    this.#left = batches;
  }

  /** The next batch, waiting for it if need be. Throws what went wrong in the thread. */
  next(): Batch {
    if (this.#closed || this.#left === 0)
      throw new Error(
        this.#closed ? 'next() on a closed loader' : 'next() beyond the batches that were started',
      );
    const began = performance.now();
    const batch = this.#ring.take(() => {
      this.#waitSeconds += (performance.now() - began) / 1000;
    });
    this.#left--;
    return batch;
  }

  /** Seconds that `next` has waited for the thread, over the loader's life; copying not counted. */
  get waitSeconds(): number {
    return this.#waitSeconds;
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#ring.close();
    this.#worker.ref();
    await Promise.race([this.#ended, delay(CLOSE_MILLISECONDS, undefined, { ref: false })]);
    await this.#worker.terminate();
  }
}
