/**
 * The ring of batches between the loader's thread and the engine, in shared memory. The engine's
 * thread blocks inside TensorFlow and inside `take`, so nothing here may need its event loop: both
 * sides wait with Atomics. One writer a word, except `error`, which either side may set.
 */
import { PlateauError, describeError } from '../../../src-shared/errors.ts';

/** Slots: as many as fit this, within bounds. Small batches get some headroom, large ones two. */
const RING_BYTES = 256 * 1024 * 1024;
const MIN_SLOTS = 2;
const MAX_SLOTS = 4;
/** A thread that shows no sign of life for so long is taken for dead; reading one part takes far less. */
const STALL_SECONDS = 60;
const ERROR_BYTES = 8192;

/** Words of `control`; the slots' own words follow. */
const GENERATION = 0; // engine: even when the command is whole, odd while it is written
const CLOSING = 1; // engine
const TO_THREAD = 2; // engine: counts its notices
const TO_ENGINE = 3; // thread: counts its notices
const CONSUMED = 4; // engine: batches taken since the last command
const ERROR_LENGTH = 5; // length of the error text, 0: none
const EPOCH = 6; // engine: the command, with `probability`
const FROM_BATCH = 7;
const BATCHES = 8;
const SLOT_WORDS = 9;
/** Words of a slot, written by the thread: which command it answers, position in it, images. */
const SLOT_GENERATION = 0;
const SLOT_POSITION = 1;
const SLOT_COUNT = 2;
const WORDS_PER_SLOT = 3;

/** What the thread is to make: `batches` batches of an epoch, from batch `fromBatch` on. */
export interface RingCommand {
  readonly epoch: number;
  readonly fromBatch: number;
  readonly batches: number;
  readonly cutoutProbability: number;
}

/** The shared memory, in the form that goes to the thread. */
export interface RingMemory {
  readonly control: SharedArrayBuffer;
  readonly probability: SharedArrayBuffer;
  readonly error: SharedArrayBuffer;
  readonly x: readonly SharedArrayBuffer[];
  readonly y: readonly SharedArrayBuffer[];
}

export function allocateRing(batch: number, valuesPerImage: number): RingMemory {
  const fitting = Math.floor(RING_BYTES / (batch * valuesPerImage * 4));
  const length = Math.min(MAX_SLOTS, Math.max(MIN_SLOTS, fitting));
  const slots = <T>(make: () => T): T[] => Array.from({ length }, make);
  return {
    control: new SharedArrayBuffer((SLOT_WORDS + length * WORDS_PER_SLOT) * 4),
    probability: new SharedArrayBuffer(8),
    error: new SharedArrayBuffer(ERROR_BYTES),
    x: slots(() => new SharedArrayBuffer(batch * valuesPerImage * 4)),
    y: slots(() => new SharedArrayBuffer(batch * 4)),
  };
}

class Ring {
  protected readonly control: Int32Array;
  protected readonly probability: Float64Array;
  protected readonly x: readonly Float32Array[];
  protected readonly y: readonly Int32Array[];
  protected readonly slots: number;
  readonly #error: Uint8Array;

  constructor(memory: RingMemory) {
    this.control = new Int32Array(memory.control);
    this.probability = new Float64Array(memory.probability);
    this.#error = new Uint8Array(memory.error);
    this.x = memory.x.map((buffer) => new Float32Array(buffer));
    this.y = memory.y.map((buffer) => new Int32Array(buffer));
    this.slots = memory.x.length;
  }

  protected load(word: number): number {
    return Atomics.load(this.control, word);
  }

  protected slotWord(position: number, word: number): number {
    return SLOT_WORDS + (position % this.slots) * WORDS_PER_SLOT + word;
  }

  protected notify(word: number): void {
    Atomics.add(this.control, word, 1);
    Atomics.notify(this.control, word);
  }

  /** Leaves an error for the engine's next `take`; the first one stays. */
  fail(error: unknown): void {
    if (this.load(ERROR_LENGTH) !== 0) return;
    const remedy = error instanceof PlateauError ? error.remedy : 'Please report this as a defect.';
    const message = error instanceof PlateauError ? error.message : describeError(error);
    // Cut well below the buffer's size: a character takes up to 3 bytes, or 6 when JSON escapes it.
    const text = JSON.stringify({ message: message.slice(0, 900), remedy: remedy.slice(0, 300) });
    const bytes = new TextEncoder().encode(text);
    this.#error.set(bytes);
    Atomics.store(this.control, ERROR_LENGTH, bytes.length);
    this.notify(TO_ENGINE);
  }

  protected throwFailure(): void {
    const length = this.load(ERROR_LENGTH);
    if (length === 0) return;
    const text = new TextDecoder().decode(this.#error.slice(0, length));
    const { message, remedy } = JSON.parse(text) as { message: string; remedy: string };
    throw new PlateauError(`The data loader failed: ${message}`, remedy);
  }
}

/** The engine's end: commands the thread and takes batches, blocking. */
export class EngineRing extends Ring {
  #generation = 0;
  #position = 0;

  /** Discards what is prepared and has the thread begin anew. */
  command(command: RingCommand): void {
    this.throwFailure();
    Atomics.store(this.control, GENERATION, this.#generation + 1);
    this.control[EPOCH] = command.epoch;
    this.control[FROM_BATCH] = command.fromBatch;
    this.control[BATCHES] = command.batches;
    this.probability[0] = command.cutoutProbability;
    Atomics.store(this.control, CONSUMED, 0);
    this.#position = 0;
    this.#generation += 2;
    Atomics.store(this.control, GENERATION, this.#generation);
    this.notify(TO_THREAD);
  }

  /** Waits for the next batch, tells that the wait is over, and copies the batch out of the ring. */
  take(onReady: () => void): { x: Float32Array<ArrayBuffer>; y: Int32Array<ArrayBuffer>; count: number } {
    const position = this.#position;
    this.#await(position);
    onReady();
    const slot = position % this.slots;
    const batch = {
      x: new Float32Array(this.x[slot]!),
      y: new Int32Array(this.y[slot]!),
      count: this.load(this.slotWord(position, SLOT_COUNT)),
    };
    this.#position = position + 1;
    Atomics.store(this.control, CONSUMED, this.#position);
    this.notify(TO_THREAD);
    return batch;
  }

  close(): void {
    Atomics.store(this.control, CLOSING, 1);
    this.notify(TO_THREAD);
  }

  #await(position: number): void {
    for (let quiet = 0; quiet < STALL_SECONDS;) {
      const notices = this.load(TO_ENGINE);
      this.throwFailure();
      const answers = this.load(this.slotWord(position, SLOT_GENERATION)) === this.#generation;
      if (answers && this.load(this.slotWord(position, SLOT_POSITION)) === position) return;
      // Second by second, so that the hours of a sleeping computer count as one.
      quiet = Atomics.wait(this.control, TO_ENGINE, notices, 1000) === 'timed-out' ? quiet + 1 : 0;
    }
    throw new PlateauError(
      `The data loader gave no batch and no sign of life for ${STALL_SECONDS} s.`,
      'See whether the disk with the data set answers and memory is free, then resume the run.',
    );
  }
}

/** The thread's end. */
export class ThreadRing extends Ring {
  /** Tells the engine that the thread is alive while it reads; throws, to end the work, once the ring is closed. */
  alive(): void {
    if (this.load(CLOSING) !== 0) throw new Error('the ring was closed');
    this.notify(TO_ENGINE);
  }

  /**
   * Fills free slots until the engine closes the ring. `fill` gives back the number of images. The thread
   * blocks between batches only: while one is filled, its event loop runs.
   */
  async serve(
    fill: (command: RingCommand, index: number, x: Float32Array, y: Int32Array) => number | Promise<number>,
  ): Promise<void> {
    let generation = 0;
    let position = 0;
    let command: RingCommand | undefined;
    while (this.load(CLOSING) === 0) {
      const notices = this.load(TO_THREAD);
      const current = this.load(GENERATION);
      if (current !== generation) {
        command = this.#readCommand(current);
        generation = command ? current : generation;
        position = 0;
      }
      const free = position - this.load(CONSUMED) < this.slots;
      if (!command || position >= command.batches || !free) {
        Atomics.wait(this.control, TO_THREAD, notices);
        continue;
      }
      const slot = position % this.slots;
      const count = await fill(command, command.fromBatch + position, this.x[slot]!, this.y[slot]!);
      Atomics.store(this.control, this.slotWord(position, SLOT_COUNT), count);
      Atomics.store(this.control, this.slotWord(position, SLOT_POSITION), position);
      Atomics.store(this.control, this.slotWord(position, SLOT_GENERATION), generation);
      position++;
      this.notify(TO_ENGINE);
    }
  }

  /** The command of that generation, or none while it is being written. */
  #readCommand(generation: number): RingCommand | undefined {
    if (generation % 2 !== 0) return undefined;
    const command = {
      epoch: this.load(EPOCH),
      fromBatch: this.load(FROM_BATCH),
      batches: this.load(BATCHES),
      cutoutProbability: this.probability[0]!,
    };
    return this.load(GENERATION) === generation ? command : undefined;
  }
}
