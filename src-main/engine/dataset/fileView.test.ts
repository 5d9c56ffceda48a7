import { expect, test } from 'vitest';
import { seededRandom } from '../../../src-shared/random.ts';
import type { SeededRandom } from '../../../src-shared/random.ts';
import { drawRegion, regionView, testView } from './fileView.ts';

/** A generator that gives these uniform numbers, then fails; `integer(n)` is the next one scaled to n. */
function scripted(numbers: readonly number[]): SeededRandom {
  const left = [...numbers];
  const uniform = (): number => {
    const next = left.shift();
    if (next === undefined) throw new Error('more was drawn than expected');
    return next;
  };
  return { ...seededRandom(0), uniform, integer: (n) => Math.floor(uniform() * n) };
}

const AREA_OF_HALF = (0.5 - 0.08) / 0.92;

test('a region has the drawn area and ratio, and its place is uniform over where it fits', () => {
  // Half of 400 × 300 at ratio 1: the square of side √60000 ≈ 244.95; 56 places down, 156 across.
  const region = drawRegion(scripted([AREA_OF_HALF, 0.5, 0.999, 0]), { width: 400, height: 300 });
  expect(region).toEqual({ left: 0, top: 55, width: 245, height: 245 });
  const other = drawRegion(scripted([AREA_OF_HALF, 0.5, 0, 0.999]), { width: 400, height: 300 });
  expect(other).toEqual({ left: 155, top: 0, width: 245, height: 245 });
});

test('the ratio goes from 3/4 to 4/3, evenly in its logarithm', () => {
  const sides = (ratio: number): number[] => {
    const { width, height } = drawRegion(scripted([AREA_OF_HALF, ratio, 0, 0]), { width: 800, height: 800 });
    return [width, height];
  };
  const [long, short] = [Math.round(Math.sqrt(320000 * (4 / 3))), Math.round(Math.sqrt(320000 * (3 / 4)))];
  expect(sides(0)).toEqual([short, long]);
  expect(sides(1)).toEqual([long, short]);
});

test('a region that does not fit is drawn again', () => {
  // The whole area at ratio 1 is wider than the image is high.
  const region = drawRegion(scripted([1, 0.5, AREA_OF_HALF, 0.5, 0, 0]), { width: 400, height: 300 });
  expect(region).toEqual({ left: 0, top: 0, width: 245, height: 245 });
});

test.each([
  [
    { width: 1000, height: 10 },
    { left: 493, top: 0, width: 13, height: 10 },
  ],
  [
    { width: 9, height: 400 },
    { left: 0, top: 194, width: 9, height: 12 },
  ],
  [
    { width: 40, height: 40 },
    { left: 0, top: 0, width: 40, height: 40 },
  ],
])('after 10 tries the middle of %j is taken, as wide as the ratio allows', (image, region) => {
  // The whole area at ratio 4/3 fits none of them.
  const tries = Array.from({ length: 20 }, () => 1);
  expect(drawRegion(scripted(tries), image)).toEqual(region);
});

test('regions lie in the image and reach from 8 % to all of it', () => {
  const random = seededRandom(3);
  const image = { width: 500, height: 375 };
  const areas = Array.from({ length: 3000 }, () => {
    const { left, top, width, height } = drawRegion(random, image);
    expect(Math.min(left, top)).toBeGreaterThanOrEqual(0);
    expect(left + width).toBeLessThanOrEqual(500);
    expect(top + height).toBeLessThanOrEqual(375);
    expect(Math.abs(Math.log(width / height))).toBeLessThan(Math.log(4 / 3) + 0.02);
    return (width * height) / (500 * 375);
  });
  expect(Math.min(...areas)).toBeGreaterThan(0.075);
  expect(Math.min(...areas)).toBeLessThan(0.1);
  expect(Math.max(...areas)).toBeGreaterThan(0.9);
});

test('a region is scaled to the square, whatever its ratio', () => {
  const region = { left: 3, top: 4, width: 50, height: 60 };
  expect(regionView(region, 224)).toEqual({ region, scaled: { width: 224, height: 224 }, left: 0, top: 0 });
});

test.each([
  // 256 / 375 · 500 = 341.3: cut off, not rounded; (341 − 224) / 2 = 58.5 goes to the even 58.
  [{ width: 500, height: 375 }, 224, { width: 341, height: 256 }, 58, 16],
  [{ width: 375, height: 500 }, 224, { width: 256, height: 341 }, 16, 58],
  // (343 − 224) / 2 = 59.5 goes to the even 60.
  [{ width: 343, height: 256 }, 224, { width: 343, height: 256 }, 60, 16],
  [{ width: 20, height: 20 }, 224, { width: 256, height: 256 }, 16, 16],
  [{ width: 64, height: 64 }, 32, { width: 37, height: 37 }, 2, 2],
])(
  'in tests the shorter side of %j becomes %i · 256/224 and the middle is kept',
  (image, side, scaled, left, top) => {
    expect(testView(image, side)).toEqual({ region: { left: 0, top: 0, ...image }, scaled, left, top });
  },
);
