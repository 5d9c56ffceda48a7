/**
 * Reads a Python pickle that holds only dictionaries, lists, strings, numbers and numpy arrays of
 * bytes. Any other class or function that it names is refused: nothing of it is ever run.
 */
import { BufferReader, Parser } from 'pickleparser';

/** A numpy array of uint8 as the pickle holds it. */
export interface PickledArray {
  readonly shape: readonly number[];
  /** Column-major (Fortran) instead of row-major order. */
  readonly columnMajor: boolean;
  readonly bytes: Uint8Array;
}

/** Python 2 wrote byte strings; Latin-1 maps each byte to the character of the same number and back. */
class ByteStringReader extends BufferReader {
  override string(size: number, encoding: 'ascii' | 'utf-8'): string {
    return encoding === 'ascii'
      ? Buffer.from(this.bytes(size)).toString('latin1')
      : super.string(size, encoding);
  }
}

function bytesOf(value: unknown): Uint8Array {
  if (typeof value === 'string') return Buffer.from(value, 'latin1');
  if (value instanceof Uint8Array) return value;
  throw new Error('an array without its bytes');
}

/** State of numpy's dtype: [version, byte order, …]; what makes it is dtype('u1', align, copy). */
class PickledType {
  readonly code: unknown;

  constructor(code: unknown) {
    this.code = code;
  }

  __setstate__(): void {
    // Byte order and fields do not matter to single bytes.
  }
}

class PickledArrayState implements PickledArray {
  shape: readonly number[] = [];
  columnMajor = false;
  bytes: Uint8Array = new Uint8Array();

  /** State of numpy's ndarray: (version, shape, dtype, is Fortran order, bytes). */
  __setstate__(state: unknown): void {
    if (!Array.isArray(state)) throw new Error('an array without its state');
    const fields: readonly unknown[] = state;
    const [, shape, type, columnMajor, bytes] = fields;
    if (!Array.isArray(shape) || !shape.every((side) => Number.isSafeInteger(side)))
      throw new Error('an array without a shape');
    if (!(type instanceof PickledType) || type.code !== 'u1')
      throw new Error('an array of something else than uint8');
    this.shape = shape.map(Number);
    this.columnMajor = columnMajor === true;
    this.bytes = bytesOf(bytes);
    const size = this.shape.reduce((product, side) => product * side, 1);
    if (this.bytes.length !== size)
      throw new Error(`an array of ${size} values with ${this.bytes.length} bytes`);
  }
}

const reconstructArray = (): PickledArrayState => new PickledArrayState();
/** Everything a pickle may name; the second module name is numpy 2's. */
const ALLOWED: Readonly<Record<string, () => (...args: unknown[]) => unknown>> = {
  'numpy.core.multiarray _reconstruct': () => reconstructArray,
  'numpy._core.multiarray _reconstruct': () => reconstructArray,
  // Only handed to _reconstruct, never called by an honest pickle.
  'numpy ndarray': () => () => undefined,
  'numpy dtype': () => (code) => new PickledType(code),
  // How Python 3 writes bytes for protocol 2: encode(text, 'latin1').
  '_codecs encode': () => (text) => bytesOf(text),
};

/** The object of a pickle: a Map for a dictionary, PickledArray for an array. Throws a plain Error. */
export function readPickle(data: Uint8Array): unknown {
  const parser = new Parser({
    unpicklingTypeOfDictionary: 'Map',
    nameResolver: {
      resolve(module, name) {
        const key = `${module} ${name}`;
        if (!Object.hasOwn(ALLOWED, key))
          throw new Error(`it names ${module}.${name}, which a data set has no use for`);
        return ALLOWED[key]!();
      },
    },
  });
  return parser.read<unknown>(new ByteStringReader(data));
}

export function isPickledArray(value: unknown): value is PickledArray {
  return value instanceof PickledArrayState;
}
