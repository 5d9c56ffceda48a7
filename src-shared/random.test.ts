import { expect, test } from 'vitest';
import { seededRandom } from './random.ts';

const draws = (seed: number, ...path: number[]): number[] => {
  const random = seededRandom(seed, ...path);
  return Array.from({ length: 8 }, () => random.uniform());
};

test('the same address gives the same numbers, on every machine and in every version', () => {
  expect(draws(1, 2, 3)).toEqual(draws(1, 2, 3));
  expect(draws(1, 2, 3).slice(0, 2)).toEqual([0.7880262418651578, 0.5931783915789776]);
});

test('addresses that differ in seed, an element, their order or their length give different numbers', () => {
  const addresses = [
    [1],
    [2],
    [1, 0],
    [1, 0, 0],
    [1, 1],
    [0, 1],
    [1, 2 ** 32],
    [1, 2 ** 32 + 1],
    [-1],
    [2 ** 40],
  ];
  const seen = addresses.map(([seed, ...path]) => draws(seed!, ...path).join());
  expect(new Set(seen).size).toBe(addresses.length);
});

test('neighbouring addresses are not correlated', () => {
  const count = 20000;
  const pairs = Array.from(
    { length: count },
    (_, i) => [draws(5, i)[0]! - 0.5, draws(5, i + 1)[0]! - 0.5] as const,
  );
  const correlation = pairs.reduce((sum, [a, b]) => sum + a * b, 0) / count / (1 / 12);
  // Standard deviation of the estimate is 1/√count = 0.007; the draws are fixed, so this cannot flicker.
  expect(Math.abs(correlation)).toBeLessThan(0.03);
});

test('uniform numbers fill [0, 1) evenly and integers their range', () => {
  const random = seededRandom(7);
  const values = Array.from({ length: 20000 }, () => random.uniform());
  expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...values)).toBeLessThan(1);
  expect(values.reduce((a, b) => a + b) / values.length).toBeCloseTo(0.5, 2);
  const counts = new Array<number>(9).fill(0);
  for (let i = 0; i < 18000; i++) counts[random.integer(9)]!++;
  for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200);
});

test('uniforms stay within their bounds', () => {
  const values = seededRandom(3).uniforms(5000, -0.25, 0.25);
  expect(values.every((value) => value >= -0.25 && value <= 0.25)).toBe(true);
  expect(Math.max(...values)).toBeGreaterThan(0.24);
  expect(Math.min(...values)).toBeLessThan(-0.24);
});

test('a permutation holds each number once; a sample holds distinct ones and reaches all', () => {
  expect([...seededRandom(1).permutation(100)].sort((a, b) => a - b)).toEqual(
    Array.from({ length: 100 }, (_, i) => i),
  );
  const reached = new Set<number>();
  for (let i = 0; i < 200; i++) {
    const sample = seededRandom(1, i).sample(5, 20);
    expect(new Set(sample).size).toBe(5);
    for (const value of sample) reached.add(value);
  }
  expect([...reached].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i));
  expect([...seededRandom(4).sample(6, 6)].sort()).toEqual([0, 1, 2, 3, 4, 5]);
});

test('an address that is not made of integers is refused', () => {
  expect(() => seededRandom(0.5)).toThrow('got 0.5');
  expect(() => seededRandom(1, NaN)).toThrow('got NaN');
});
