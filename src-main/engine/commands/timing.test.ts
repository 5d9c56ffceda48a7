import { describe, expect, it } from 'vitest';
import { maxRssMiB, spread, timed } from './timing.ts';

describe('the times of a benchmark', () => {
  it.each([
    [[3, 1, 2], { min: 1, median: 2 }],
    [[4, 1, 3, 2], { min: 1, median: 2.5 }],
    [[0.5], { min: 0.5, median: 0.5 }],
  ])('of %j are %j', (times, expected) => {
    expect(spread(times)).toEqual(expected);
  });

  it('leave out a first call', () => {
    let calls = 0;
    timed(3, () => {
      calls++;
    });
    expect(calls).toBe(4);
  });
});

describe('the memory of a benchmark', () => {
  it('is that of the process at its highest, in MiB', () => {
    const { rss } = process.memoryUsage();
    expect(maxRssMiB()).toBeGreaterThan(rss / 2 ** 21);
    expect(maxRssMiB()).toBeLessThan(2 ** 20);
  });
});
