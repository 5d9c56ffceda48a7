import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isPickledArray, readPickle } from './pickle.ts';

const fixture = (name: string): Uint8Array =>
  readFileSync(new URL(`../../../../test/fixtures/dataset/${name}`, import.meta.url));

/** Written by numpy 2.4: value (7·column + 31·row) mod 256, 2 × 3072. */
test.each([
  ['numpy-protocol2.pickle', false],
  ['numpy-protocol4-fortran.pickle', true],
])('%s, written by numpy itself, is read', (name, columnMajor) => {
  const value = readPickle(fixture(name));
  expect(value).toBeInstanceOf(Map);
  const entries = new Map(value as Map<string, unknown>);
  expect(entries.get('labels')).toEqual([6, 9]);
  const data = entries.get('data');
  if (!isPickledArray(data)) throw new Error('no array');
  expect(data.shape).toEqual([2, 3072]);
  expect(data.columnMajor).toBe(columnMajor);
  const expected = Uint8Array.from({ length: 6144 }, (_, i) => {
    const [row, column] = columnMajor ? [i % 2, i >> 1] : [Math.floor(i / 3072), i % 3072];
    return (7 * column + 31 * row) % 256;
  });
  expect(new Uint8Array(data.bytes)).toEqual(expected);
});

test.each(['os\nsystem', 'builtins\neval', 'numpy\nload', 'constructor\nconstructor'])(
  'a pickle that names %j is refused before anything is made of it',
  (name) => {
    const pickle = Buffer.from(`c${name}\n(U\x02lstR.`, 'latin1');
    expect(() => readPickle(pickle)).toThrow(`it names ${name.replace('\n', '.')}`);
  },
);

test('an array of another type, or with too few bytes, is refused', () => {
  const good = Buffer.from(fixture('numpy-protocol2.pickle'));
  const type = Buffer.from(good);
  type[type.indexOf('u1')] = 'i'.charCodeAt(0);
  expect(() => readPickle(type)).toThrow('something else than uint8');
  const shape = Buffer.from(good);
  // The side 3072 = 0x0c00 becomes 0x0d00.
  shape[shape.indexOf(Buffer.from([0x4d, 0x00, 0x0c])) + 2] = 0x0d;
  expect(() => readPickle(shape)).toThrow('an array of 6656 values with 6144 bytes');
});
