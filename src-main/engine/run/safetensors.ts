/**
 * Tensors in the safetensors format: a little-endian u64 header length, a JSON header
 * `{name: {dtype, shape, data_offsets}}`, then the payload, without holes. Bytes are little-endian, as on
 * every platform Node runs the engine on.
 */
import { z } from 'zod';
import { PlateauError } from '../../../src-shared/errors.ts';

export type TensorData = Float32Array | Float64Array | Int32Array | Uint8Array;

const ARRAYS = { F32: Float32Array, F64: Float64Array, I32: Int32Array, U8: Uint8Array } as const;
export type TensorDtype = keyof typeof ARRAYS;

export interface StoredTensor {
  readonly dtype: TensorDtype;
  readonly shape: readonly number[];
  /** Row-major. */
  readonly data: TensorData;
}
export type StoredTensors = Readonly<Record<string, StoredTensor>>;

export interface DecodedTensors {
  readonly tensors: Record<string, StoredTensor>;
  readonly metadata: Record<string, string>;
}

/** The header's one entry that is no tensor. */
const METADATA = '__metadata__';
/** Names that no table of tensors can hold. */
const RESERVED: ReadonlySet<string> = new Set([METADATA, '__proto__']);
const LENGTH_BYTES = 8;
/** The payload starts at a multiple of this: doubles can be read in place. */
const ALIGNMENT = 8;
/** As the format's own reader; keeps a damaged length from being taken at its word. */
const MAX_HEADER_BYTES = 100_000_000;

const count = z.int().min(0);
const entrySchema = z.strictObject({
  dtype: z.enum(['F32', 'F64', 'I32', 'U8']),
  shape: z.array(count),
  data_offsets: z.tuple([count, count]),
});
const metadataSchema = z.record(z.string(), z.string());
const headerSchema = z.record(z.string(), z.unknown());

interface Entry extends z.infer<typeof entrySchema> {
  readonly name: string;
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function checkTensor(name: string, { dtype, shape, data }: StoredTensor): void {
  if (RESERVED.has(name)) throw new TypeError(`A tensor cannot be named ${name}.`);
  if (!(data instanceof ARRAYS[dtype])) throw new TypeError(`Tensor "${name}" is ${dtype}, its data is not.`);
  if (data.length !== elements(shape))
    throw new TypeError(`Tensor "${name}" of shape [${shape.join(', ')}] has ${data.length} elements.`);
}

/** The bytes of a safetensors file. */
export function encodeSafetensors(tensors: StoredTensors, metadata: Record<string, string> = {}): Uint8Array {
  // Wide elements first: every tensor is then aligned to its own element without holes.
  const ordered = Object.entries(tensors).sort(
    ([, left], [, right]) => right.data.BYTES_PER_ELEMENT - left.data.BYTES_PER_ELEMENT,
  );
  const header = new Map<string, unknown>();
  if (Object.keys(metadata).length > 0) header.set(METADATA, metadata);
  let end = 0;
  for (const [name, tensor] of ordered) {
    checkTensor(name, tensor);
    const start = end;
    end += tensor.data.byteLength;
    header.set(name, { dtype: tensor.dtype, shape: tensor.shape, data_offsets: [start, end] });
  }
  const text = Buffer.from(JSON.stringify(Object.fromEntries(header)));
  const length = Math.ceil((LENGTH_BYTES + text.length) / ALIGNMENT) * ALIGNMENT - LENGTH_BYTES;
  const file = Buffer.alloc(LENGTH_BYTES + length + end, ' ');
  file.writeBigUInt64LE(BigInt(length), 0);
  text.copy(file, LENGTH_BYTES);
  let position = LENGTH_BYTES + length;
  for (const [, { data }] of ordered) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), position);
    position += data.byteLength;
  }
  return file;
}

class Decoder {
  readonly #file: Buffer;
  readonly #name: string;

  constructor(bytes: Uint8Array, name: string) {
    this.#file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#name = name;
  }

  decode(): DecodedTensors {
    const payloadStart = this.#payloadStart();
    const { [METADATA]: rawMetadata = {}, ...rawEntries } = this.#header(payloadStart);
    const metadata = metadataSchema.safeParse(rawMetadata);
    if (!metadata.success) this.#fail(`its ${METADATA} is not a table of texts`);
    const entries = Object.entries(rawEntries).map(([name, raw]) => this.#entry(name, raw));
    this.#checkLayout(entries, this.#file.length - payloadStart);
    const tensors = entries.map((entry) => [entry.name, this.#tensor(entry, payloadStart)] as const);
    return { tensors: Object.fromEntries(tensors), metadata: metadata.data };
  }

  #fail(defect: string): never {
    throw new PlateauError(
      `${this.#name} is damaged or not a safetensors file: ${defect}.`,
      'Use another copy of the file.',
    );
  }

  #payloadStart(): number {
    const size = this.#file.length;
    if (size < LENGTH_BYTES)
      this.#fail(`it has ${size} bytes, the header length alone takes ${LENGTH_BYTES}`);
    const length = this.#file.readBigUInt64LE(0);
    if (length > MAX_HEADER_BYTES)
      this.#fail(`its header claims ${length} bytes, at most ${MAX_HEADER_BYTES} are allowed`);
    const start = LENGTH_BYTES + Number(length);
    if (start > size) this.#fail(`its header ends at byte ${start}, the file at ${size}`);
    return start;
  }

  #header(end: number): Record<string, unknown> {
    try {
      return headerSchema.parse(JSON.parse(this.#file.toString('utf8', LENGTH_BYTES, end)));
    } catch {
      return this.#fail('its header is not a JSON object');
    }
  }

  #entry(name: string, raw: unknown): Entry {
    const parsed = entrySchema.safeParse(raw);
    if (!parsed.success) {
      const issue = parsed.error.issues[0]!;
      this.#fail(`tensor "${name}": ${issue.path.map(String).join('.')} ${issue.message}`);
    }
    const { dtype, shape, data_offsets: offsets } = parsed.data;
    const expected = elements(shape) * ARRAYS[dtype].BYTES_PER_ELEMENT;
    if (offsets[1] - offsets[0] !== expected)
      this.#fail(
        `tensor "${name}" (${dtype}, [${shape.join(', ')}]) takes ${expected} bytes, its range ${offsets.join('–')} holds ${offsets[1] - offsets[0]}`,
      );
    return { name, ...parsed.data };
  }

  /** The tensors must fill the payload one after the other. */
  #checkLayout(entries: readonly Entry[], payload: number): void {
    const sorted = entries.toSorted(
      ({ data_offsets: left }, { data_offsets: right }) => left[0] - right[0] || left[1] - right[1],
    );
    let end = 0;
    for (const { name, data_offsets: offsets } of sorted) {
      if (offsets[0] < end) this.#fail(`tensor "${name}" overlaps the one before it`);
      if (offsets[0] > end) this.#fail(`${offsets[0] - end} bytes before tensor "${name}" belong to nothing`);
      end = offsets[1];
    }
    if (end !== payload) this.#fail(`its tensors take ${end} bytes, ${payload} are there`);
  }

  #tensor({ dtype, shape, data_offsets: [start, end] }: Entry, payloadStart: number): StoredTensor {
    // A copy: it is aligned whatever the offset, and the caller may write to it.
    const bytes = new Uint8Array(this.#file.subarray(payloadStart + start, payloadStart + end));
    return { dtype, shape, data: new ARRAYS[dtype](bytes.buffer) };
  }
}

/** Reads the bytes of a safetensors file; a `PlateauError` names `fileName` and the defect. */
export function decodeSafetensors(bytes: Uint8Array, fileName: string): DecodedTensors {
  return new Decoder(bytes, fileName).decode();
}
