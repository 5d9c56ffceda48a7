import { expect, test } from 'vitest';
import { seededRandom } from '../../../src-shared/random.ts';
import { NO_AUGMENTATION, applyAugmentation, drawAugmentation, normalisationTable } from './augment.ts';
import type { Augmentation } from './augment.ts';

const shape = { height: 3, width: 4, channels: 2 };
const mean = [0.5, 0.25];
const std = [0.25, 0.5];
const table = normalisationTable(mean, std);
/** Pixel values 10, 20, … so that each place and channel is told apart. */
const image = Uint8Array.from({ length: 24 }, (_, i) => 10 * (i + 1));
const at = (y: number, x: number, c: number): number => image[(y * 4 + x) * 2 + c]!;
const normal = (value: number, c: number): number => Math.fround((value / 255 - mean[c]!) / std[c]!);

function apply(augmentation: Augmentation): (y: number, x: number, c: number) => number {
  const target = new Float32Array(24).fill(NaN);
  applyAugmentation(image, 0, shape, table, augmentation, target, 0);
  return (y, x, c) => target[(y * 4 + x) * 2 + c]!;
}

function each(check: (y: number, x: number, c: number) => void): void {
  for (let y = 0; y < 3; y++) for (let x = 0; x < 4; x++) for (let c = 0; c < 2; c++) check(y, x, c);
}

test('without augmentation each pixel is (v / 255 − mean) / std of its channel', () => {
  const out = apply(NO_AUGMENTATION);
  each((y, x, c) => expect(out(y, x, c)).toBe(normal(at(y, x, c), c)));
});

test('a crop shows the shifted image, with black before normalisation outside', () => {
  const out = apply({ dy: 1, dx: -2, flip: false });
  each((y, x, c) => {
    const inside = y + 1 < 3 && x - 2 >= 0;
    expect(out(y, x, c)).toBe(inside ? normal(at(y + 1, x - 2, c), c) : Math.fround(-mean[c]! / std[c]!));
  });
});

test('a flip mirrors the columns of the crop', () => {
  const plain = apply({ dy: -1, dx: 1, flip: false });
  const flipped = apply({ dy: -1, dx: 1, flip: true });
  each((y, x, c) => expect(flipped(y, x, c)).toBe(plain(y, 3 - x, c)));
});

test('the cut square is zero after normalisation and nothing else changes', () => {
  const plain = apply(NO_AUGMENTATION);
  const out = apply({ ...NO_AUGMENTATION, cut: { top: 1, bottom: 3, left: 0, right: 2 } });
  each((y, x, c) => expect(out(y, x, c)).toBe(y >= 1 && x < 2 ? 0 : plain(y, x, c)));
});

test('images and targets may lie anywhere in their arrays', () => {
  const two = Uint8Array.from([...image].reverse().concat([...image]));
  const target = new Float32Array(30).fill(NaN);
  applyAugmentation(two, 24, shape, table, NO_AUGMENTATION, target, 3);
  expect(target[3]).toBe(normal(10, 0));
  expect(target[26]).toBe(normal(240, 1));
  expect([target[2], target[27]]).toEqual([NaN, NaN]);
});

const options = { crop: 4, flip: true, cutoutLength: 16, cutoutProbability: 0.5 };
const square = { height: 32, width: 32, channels: 3 };
const drawn = (override: Partial<typeof options>, count = 4000): Augmentation[] => {
  const random = seededRandom(11);
  return Array.from({ length: count }, () => drawAugmentation(random, square, { ...options, ...override }));
};

test('offsets are uniform over −crop … crop, flips and cuts have their probability', () => {
  const draws = drawn({});
  const offsets = new Map<string, number>();
  for (const { dy, dx } of draws) offsets.set(`${dy} ${dx}`, (offsets.get(`${dy} ${dx}`) ?? 0) + 1);
  expect(offsets.size).toBe(81);
  expect(draws.filter(({ flip }) => flip).length / draws.length).toBeCloseTo(0.5, 1);
  expect(draws.filter(({ cut }) => cut).length / draws.length).toBeCloseTo(0.5, 1);
});

test('the square has its centre anywhere in the image and is clipped at the borders', () => {
  for (const { cut } of drawn({ cutoutProbability: 1 })) {
    expect(cut).toBeDefined();
    for (const [low, high] of [
      [cut!.top, cut!.bottom],
      [cut!.left, cut!.right],
    ] as const) {
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(32);
      expect(high - low).toBeGreaterThanOrEqual(8);
      if (low > 0 && high < 32) expect(high - low).toBe(16);
    }
  }
  const tops = new Set(drawn({ cutoutProbability: 1 }).map(({ cut }) => cut!.top));
  expect([...tops].sort((a, b) => a - b)).toEqual(Array.from({ length: 24 }, (_, i) => i));
});

test('what is switched off is not drawn', () => {
  expect(drawn({ crop: 0, flip: false, cutoutLength: 0 }, 3)).toEqual([
    NO_AUGMENTATION,
    NO_AUGMENTATION,
    NO_AUGMENTATION,
  ]);
  expect(drawn({ cutoutProbability: 0 }).some(({ cut }) => cut)).toBe(false);
});

test('the probability of a cut leaves crops and flips as they are', () => {
  const geometry = (draws: Augmentation[]): unknown[] => draws.map(({ dy, dx, flip }) => [dy, dx, flip]);
  expect(geometry(drawn({ cutoutProbability: 0.1 }))).toEqual(geometry(drawn({ cutoutProbability: 0.9 })));
});
