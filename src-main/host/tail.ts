/** The end of a text file that may be long. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { errorCode } from '../engine/run/durable.ts';

/** Bytes that are looked at: 5,000 long lines. */
const TAIL_BYTES = 2 * 1024 * 1024;

/** Text of the last bytes, from the beginning of a line on. */
function tailText(descriptor: number): string {
  const { size } = fstatSync(descriptor);
  const start = Math.max(0, size - TAIL_BYTES);
  const bytes = Buffer.alloc(size - start);
  const read = readSync(descriptor, bytes, 0, bytes.length, start);
  const text = bytes.toString('utf8', 0, read);
  return start === 0 ? text : text.slice(text.indexOf('\n') + 1);
}

/** The last `count` lines of `file`; none when there is no such file. */
export function lastLines(file: string, count: number): string[] {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
  try {
    const text = tailText(descriptor).replace(/\r?\n$/u, '');
    return text === '' ? [] : text.split(/\r?\n/u).slice(-count);
  } finally {
    closeSync(descriptor);
  }
}
