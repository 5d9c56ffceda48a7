import { expect, test } from 'vitest';
import { inParallel } from './inParallel.ts';

test('every piece is done once, several at a time, a bounded number of them', async () => {
  const done: number[] = [];
  let running = 0;
  let most = 0;
  await inParallel(500, async (index) => {
    most = Math.max(most, ++running);
    await new Promise(setImmediate);
    running--;
    done.push(index);
  });
  expect([...done].sort((a, b) => a - b)).toEqual(Array.from({ length: 500 }, (_, i) => i));
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThan(500);
});

test('the first failure is thrown and nothing new begins', async () => {
  let begun = 0;
  const work = inParallel(10_000, async (index) => {
    begun++;
    await new Promise(setImmediate);
    if (index === 3) throw new Error('piece 3');
  });
  await expect(work).rejects.toThrow('piece 3');
  const atFailure = begun;
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(begun).toBe(atFailure);
  expect(begun).toBeLessThan(10_000);
});

test('nothing to do is done at once', async () => {
  await expect(inParallel(0, () => Promise.reject(new Error('never')))).resolves.toBeUndefined();
});
