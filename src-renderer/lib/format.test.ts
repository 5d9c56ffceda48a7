import { describe, expect, test } from 'vitest';
import { ago, count, duration, meanStd, mebibytes, percent, quantity } from './format.ts';

test.each([
  [0.6378, '63.8 %'],
  ['NaN', '✕ NaN'],
  [null, '—'],
] as const)('the part %s is written %s', (value, text) => {
  expect(percent(value)).toBe(text);
});

test.each([
  [0.11312, '0.113'],
  [1.0899, '1.09'],
  [0.0000213, '2.1e-5'],
  [-0.25, '-0.25'],
  [12345, '12,345'],
  ['Infinity', '✕ Infinity'],
  [0, '0'],
] as const)('the quantity %s is written %s', (value, text) => {
  expect(quantity(value)).toBe(text);
});

test.each([
  [0.412, '412 ms'],
  [5.94, '5.9 s'],
  [358, '5:58 min'],
  [59.97, '1:00 min'],
  [4680, '1 h 18 min'],
  [273_600, '3 d 4 h'],
])('%s seconds are written %s', (value, text) => {
  expect(duration(value)).toBe(text);
});

test.each([
  [3_612_345, '3.61 M'],
  [999_600, '1.00 M'],
  [25_600, '25.6 k'],
  [512, '512'],
])('%s things are written %s', (value, text) => {
  expect(count(value)).toBe(text);
});

describe('mean ± std (n)', () => {
  test('has the digits of the first digit of the std', () => {
    expect(meanStd(64.123, 0.31, 3)).toBe('64.1 ± 0.3 (3)');
    expect(meanStd(64.123, 12, 4)).toBe('64 ± 12 (4)');
    expect(meanStd(64.123, 0.31, 3, ' %')).toBe('64.1 ± 0.3 % (3)');
  });
  test('keeps the digits of a mean beside a std of 0, or next to it', () => {
    expect(meanStd(0.0301, 0, 2)).toBe('0.0301 ± 0 (2)');
    expect(meanStd(64, 0, 2, ' %')).toBe('64 ± 0 % (2)');
    expect(meanStd(0.0301, 3.4e-8, 2)).toBe('0.0301 ± 3e-8 (2)');
    expect(meanStd(2.14e-8, 1.2e-8, 3)).toBe('2.1e-8 ± 1e-8 (3)');
  });
  test('a single run has no std', () => {
    expect(meanStd(64.123, null, 1, ' %')).toBe('64.1 % (1)');
    expect(meanStd(0.00321, null, 1)).toBe('0.00321 (1)');
  });
});

test('memory is written in MiB up to a GiB', () => {
  expect([mebibytes(821), mebibytes(4812)]).toEqual(['821 MiB', '4.7 GiB']);
});

test('times are told as what has passed', () => {
  const now = Date.parse('2026-01-02T12:00:00Z');
  expect([
    ago('2026-01-02T11:55:00Z', now),
    ago('2026-01-01T12:00:00Z', now),
    ago('2025-01-01T00:00:00Z', now),
  ]).toEqual(['5 min ago', '1 d ago', '2025-01-01']);
});
