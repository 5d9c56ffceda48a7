import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refusal } from '../../../test/fixtures/refusal.ts';
import { PlateauError } from '../../../src-shared/errors.ts';
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from './safetensors.ts';

const SAMPLE: Record<string, StoredTensor> = {
  bytes: { dtype: 'U8', shape: [3], data: Uint8Array.of(1, 2, 255) },
  w: { dtype: 'F32', shape: [2, 2], data: Float32Array.of(1.5, -0, NaN, Infinity) },
  scalar: { dtype: 'F64', shape: [], data: Float64Array.of(Math.PI) },
  labels: { dtype: 'I32', shape: [2], data: Int32Array.of(-1, 2 ** 31 - 1) },
  empty: { dtype: 'F32', shape: [0, 4], data: new Float32Array(0) },
};

/** A file with that header, spelled as given, and a payload of zeros. */
function file(header: string, payload: number): Uint8Array {
  const bytes = Buffer.alloc(8 + header.length + payload);
  bytes.writeBigUInt64LE(BigInt(header.length));
  bytes.write(header, 8);
  return bytes;
}

function entry(start: number, end: number, shape = [(end - start) / 4]): unknown {
  return { dtype: 'F32', shape, data_offsets: [start, end] };
}

describe('safetensors', () => {
  it('give back tensors and metadata bit for bit', () => {
    const { tensors, metadata } = decodeSafetensors(encodeSafetensors(SAMPLE, { about: 'größer' }), 'x');
    expect(metadata).toEqual({ about: 'größer' });
    expect(tensors).toEqual(SAMPLE);
    expect(Object.is(tensors.w!.data[1], -0)).toBe(true);
  });

  it('give back any float32 tensors', () => {
    const data = fc.float32Array({ minLength: 0, maxLength: 20 });
    const tensor = data.map((values): StoredTensor => ({
      dtype: 'F32',
      shape: [values.length],
      data: values,
    }));
    const name = fc.string({ unit: 'grapheme' }).filter((text) => !text.startsWith('__'));
    fc.assert(
      fc.property(fc.dictionary(name, tensor), (tensors) => {
        const decoded = decodeSafetensors(encodeSafetensors(tensors), 'x').tensors;
        expect(Object.entries(decoded).toSorted()).toEqual(Object.entries(tensors).toSorted());
      }),
    );
  });

  it('start the payload at a multiple of 8 and align every tensor to its elements', () => {
    const bytes = Buffer.from(encodeSafetensors(SAMPLE));
    const length = Number(bytes.readBigUInt64LE());
    expect((8 + length) % 8).toBe(0);
    const header = JSON.parse(bytes.toString('utf8', 8, 8 + length)) as Record<
      string,
      { data_offsets: number[] }
    >;
    for (const [name, { data }] of Object.entries(SAMPLE))
      expect(header[name]!.data_offsets[0]! % data.BYTES_PER_ELEMENT, name).toBe(0);
  });

  it('read views that do not start at byte 0 of their buffer', () => {
    const view = new Float32Array(Float32Array.of(9, 1, 2).buffer, 4);
    const bytes = encodeSafetensors({ w: { dtype: 'F32', shape: [2], data: view } });
    const moved = new Uint8Array(bytes.length + 3);
    moved.set(bytes, 3);
    expect(decodeSafetensors(moved.subarray(3), 'x').tensors.w!.data).toEqual(Float32Array.of(1, 2));
  });

  it('refuse a file that was cut at any length', () => {
    const bytes = encodeSafetensors(SAMPLE, { about: 'x' });
    for (let length = 0; length < bytes.length; length++)
      expect(() => decodeSafetensors(bytes.subarray(0, length), 'cut.safetensors')).toThrow(PlateauError);
  });

  it('refuse a header length beyond the cap before believing it', () => {
    const bytes = Buffer.alloc(16);
    bytes.writeBigUInt64LE(2n ** 62n);
    expect(refusal(() => decodeSafetensors(bytes, 'big')).message).toMatch(
      /claims 4611686018427387904 bytes, at most/u,
    );
  });

  it.each([
    ['no JSON', '{oops', 0, /header is not a JSON object/u],
    ['a list', '[1]', 0, /header is not a JSON object/u],
    ['an unknown dtype', '{"a":{"dtype":"F8","shape":[1],"data_offsets":[0,1]}}', 1, /tensor "a": dtype/u],
    ['a negative size', JSON.stringify({ a: entry(0, 4, [-1]) }), 4, /tensor "a": shape\.0/u],
    [
      'a range that does not fit the shape',
      JSON.stringify({ a: entry(0, 8, [1]) }),
      8,
      /takes 4 bytes, its range 0–8 holds 8/u,
    ],
    ['an overlap', JSON.stringify({ a: entry(0, 8), b: entry(4, 12) }), 12, /"b" overlaps/u],
    [
      'a hole',
      JSON.stringify({ a: entry(0, 4), b: entry(8, 12) }),
      12,
      /4 bytes before tensor "b" belong to nothing/u,
    ],
    [
      'bytes that belong to nothing at the end',
      JSON.stringify({ a: entry(0, 4) }),
      8,
      /take 4 bytes, 8 are there/u,
    ],
    ['metadata that is no text', '{"__metadata__":{"a":1}}', 0, /__metadata__ is not a table of texts/u],
  ])('refuse %s, naming the file', (_, header, payload, message) => {
    const error = refusal(() => decodeSafetensors(file(header, payload), 'w.safetensors'));
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/^w\.safetensors is damaged/u);
  });

  it('take no reserved name and no tensor whose data contradict its dtype or shape', () => {
    const encode = (tensor: StoredTensor) => () => encodeSafetensors({ a: tensor });
    expect(() => encodeSafetensors({ __metadata__: SAMPLE.w! })).toThrow(/cannot be named/u);
    expect(encode({ dtype: 'F32', shape: [1], data: new Float64Array(1) })).toThrow(TypeError);
    expect(encode({ dtype: 'F32', shape: [2], data: new Float32Array(1) })).toThrow(
      /shape \[2\] has 1 elements/u,
    );
  });
});
