import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatAddress, parseAddress } from './address.ts';

test('an address is read as path and query', () => {
  expect(parseAddress('#/runs/01J?epoch=3&cell=normal')).toEqual({
    path: ['runs', '01J'],
    query: { epoch: '3', cell: 'normal' },
  });
});

test('an empty address has no path', () => {
  expect(parseAddress('')).toEqual({ path: [], query: {} });
});

test('a broken escape is taken as it stands', () => {
  expect(parseAddress('#/runs/%E0%A4%A').path).toEqual(['runs', '%E0%A4%A']);
});

test('every address comes back from its text', () => {
  const text = fc.string({ minLength: 1, unit: 'grapheme' });
  const query = fc.dictionary(text, text).map((entries) => ({ ...entries }));
  fc.assert(
    fc.property(fc.array(text), query, (path, values) => {
      expect(parseAddress(formatAddress({ path, query: values }))).toEqual({ path, query: values });
    }),
  );
});
