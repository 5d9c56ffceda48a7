/**
 * `events.jsonl`: one event a line, appended by the run's process only. A line counts once its newline is
 * there; what a killed process left after the last newline is cut when the log is opened again.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  writeSync,
} from 'node:fs';
import { parseOrExplain } from '../../../src-shared/contract/issues.ts';
import { PlateauError } from '../../../src-shared/errors.ts';
import { runEventSchema, type RunEvent } from '../../../src-shared/run/events.ts';
import { errorCode, explainWriteError } from './durable.ts';
import { runPaths } from './runFolder.ts';

const NEWLINE = 0x0a;
const CHUNK_BYTES = 64 * 1024;
const REMEDY = 'Restore the file from a copy, or remove the damaged line.';

export interface EventLog {
  /** Writes one event as one line; when there is no room for it, the log stays as it was. */
  append(event: RunEvent): void;
  /** Brings what was appended to the disk: before a checkpoint and at the end of a run. */
  flush(): void;
  close(): void;
}

/** The length of the log up to its last newline. */
function completeLength(descriptor: number): number {
  const chunk = Buffer.alloc(CHUNK_BYTES);
  let end = fstatSync(descriptor).size;
  while (end > 0) {
    const start = Math.max(0, end - CHUNK_BYTES);
    const length = readSync(descriptor, chunk, 0, end - start, start);
    const newline = chunk.subarray(0, length).lastIndexOf(NEWLINE);
    if (newline >= 0) return start + newline + 1;
    end = start;
  }
  return 0;
}

/** Opens the log of a run for appending and cuts a torn last line. */
export function openEventLog(folder: string): EventLog {
  const file = runPaths(folder).events;
  const descriptor = openSync(file, 'a+');
  let length = completeLength(descriptor);
  if (length < fstatSync(descriptor).size) ftruncateSync(descriptor, length);
  return {
    append: (event) => {
      const checked = parseOrExplain(runEventSchema, event, `the ${event.type} event`);
      const line = Buffer.from(`${JSON.stringify(checked)}\n`);
      try {
        // A short write means that there was no room for the rest.
        if (writeSync(descriptor, line) < line.length)
          throw Object.assign(new Error('short write'), { code: 'ENOSPC' });
      } catch (error) {
        ftruncateSync(descriptor, length);
        throw explainWriteError(error, file);
      }
      length += line.length;
    },
    flush: () => fsyncSync(descriptor),
    close: () => closeSync(descriptor),
  };
}

function parseLine(line: string, place: string): RunEvent {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new PlateauError(`${place} is damaged: it is not valid JSON.`, REMEDY);
  }
  try {
    return parseOrExplain(runEventSchema, value, 'the event');
  } catch (error) {
    if (!(error instanceof PlateauError)) throw error;
    throw new PlateauError(`${place} is damaged: ${error.message}`, REMEDY);
  }
}

/** Takes back what came before a resume and lies beyond the checkpoint it started from. */
function dropUndone(events: readonly RunEvent[]): RunEvent[] {
  // From the end: an event stays if no later resume went back before it.
  let limit = Infinity;
  const kept = events.toReversed().filter((event) => {
    const stays = event.step <= limit;
    if (event.type === 'resumed') limit = Math.min(limit, event.fromStep);
    // A run that died before its first checkpoint starts again from nothing.
    if (event.type === 'started') limit = 0;
    return stays;
  });
  return kept.reverse();
}

/** The events of a log's text that count, in order; a torn last line is skipped. */
export function parseEvents(text: string, name = 'events.jsonl'): RunEvent[] {
  const lines = text.split('\n').slice(0, -1);
  return dropUndone(lines.map((line, index) => parseLine(line, `${name}, line ${index + 1},`)));
}

/** The events of a run that count; none if it never started. */
export function readEvents(folder: string): RunEvent[] {
  const file = runPaths(folder).events;
  return existsSync(file) ? parseEvents(readFileSync(file, 'utf8'), file) : [];
}

/** Follows a log while it is written: each read gives the events whose lines were completed since the last one. */
export class EventTail {
  readonly #file: string;
  #offset: number;

  /** Starts at a byte offset that an earlier tail had reached. */
  constructor(folder: string, offset = 0) {
    this.#file = runPaths(folder).events;
    this.#offset = offset;
  }

  /** Bytes read so far: the start of the next line. */
  get offset(): number {
    return this.#offset;
  }

  /** New events as they were written; a `resumed` among them takes back later steps, which is the reader's to do. */
  read(): RunEvent[] {
    const bytes = this.#newBytes();
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    const lines = bytes.toString('utf8', 0, end).split('\n').slice(0, -1);
    const events = lines.map((line, index) =>
      parseLine(line, `${this.#file}, line ${index + 1} after byte ${this.#offset},`),
    );
    this.#offset += end;
    return events;
  }

  #newBytes(): Buffer {
    let descriptor: number;
    try {
      descriptor = openSync(this.#file, 'r');
    } catch (error) {
      if (errorCode(error) === 'ENOENT' && this.#offset === 0) return Buffer.alloc(0);
      throw error;
    }
    try {
      const { size } = fstatSync(descriptor);
      if (size < this.#offset)
        throw new PlateauError(
          `${this.#file} has ${size} bytes, ${this.#offset} were read already: it was replaced.`,
          'Read the run again with "plateau store rebuild".',
        );
      const bytes = Buffer.alloc(size - this.#offset);
      return bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, this.#offset));
    } finally {
      closeSync(descriptor);
    }
  }
}
