import { expect, test } from 'vitest';
import { seededRandom } from '../../../src-shared/random.ts';
import { applyColorJitter, drawColorJitter } from './colorJitter.ts';
import type { ColorJitter } from './colorJitter.ts';

type Kind = ColorJitter[number]['kind'];

function applied(pixels: readonly number[], kind: Kind, amount: number): number[] {
  const image = Float32Array.from(pixels);
  applyColorJitter(image, [{ kind, amount }]);
  return [...image];
}

function expectClose(found: readonly number[], expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  found.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));
}

const PIXELS = [0.2, 0.4, 0.6, 0.9, 0.5, 0.1];
const grey = ([r, g, b]: readonly number[]): number => 0.2989 * r! + 0.587 * g! + 0.114 * b!;
const GREYS = [grey(PIXELS.slice(0, 3)), grey(PIXELS.slice(3))] as const;

test('brightness multiplies, and what is beyond white is white', () => {
  expectClose(applied(PIXELS, 'brightness', 1.5), [0.3, 0.6, 0.9, 1, 0.75, 0.15]);
  expectClose(applied(PIXELS, 'brightness', 0), [0, 0, 0, 0, 0, 0]);
});

test('contrast stretches all channels about the mean grey value of the image', () => {
  const mean = (GREYS[0] + GREYS[1]) / 2;
  expectClose(
    applied(PIXELS, 'contrast', 0.5),
    PIXELS.map((value) => (value + mean) / 2),
  );
  expectClose(
    applied(PIXELS, 'contrast', 1.4),
    PIXELS.map((value) => Math.min(1, Math.max(0, 1.4 * value - 0.4 * mean))),
  );
});

test('saturation stretches each pixel about its own grey value', () => {
  expectClose(
    applied(PIXELS, 'saturation', 0),
    [0, 0, 0, 1, 1, 1].map((pixel) => GREYS[pixel]!),
  );
  expectClose(
    applied(PIXELS, 'saturation', 1.4),
    PIXELS.map((value, i) => Math.min(1, Math.max(0, 1.4 * value - 0.4 * GREYS[i < 3 ? 0 : 1]))),
  );
});

test('a third of the hue circle turns red to green, green to blue and blue to red; grey stays', () => {
  const pixels = [0.8, 0.2, 0.2, 0.2, 0.8, 0.2, 0.2, 0.2, 0.8, 0.5, 0.5, 0.5];
  const turned = [0.2, 0.8, 0.2, 0.2, 0.2, 0.8, 0.8, 0.2, 0.2, 0.5, 0.5, 0.5];
  expectClose(applied(pixels, 'hue', 1 / 3), turned);
  expectClose(applied(turned, 'hue', -1 / 3), pixels);
});

/** HSV as textbooks have it: hue, saturation and value, 0..1 each. */
function toHsv(r: number, g: number, b: number): [number, number, number] {
  const [largest, smallest] = [Math.max(r, g, b), Math.min(r, g, b)];
  const span = largest - smallest;
  if (span === 0) return [0, 0, largest];
  const sector = largest === r ? (g - b) / span : largest === g ? 2 + (b - r) / span : 4 + (r - g) / span;
  return [(sector / 6 + 1) % 1, span / largest, largest];
}

function fromHsv(h: number, s: number, v: number): number[] {
  const i = Math.floor(h * 6);
  const f = h * 6 - i;
  const [p, q, t] = [v * (1 - s), v * (1 - s * f), v * (1 - s * (1 - f))];
  return [
    [v, t, p],
    [q, v, p],
    [p, v, t],
    [p, q, v],
    [t, p, v],
    [v, p, q],
  ][i % 6]!;
}

test('a turned hue is that of the textbook conversion to HSV and back', () => {
  const random = seededRandom(1);
  for (let i = 0; i < 300; i++) {
    const [r, g, b] = [...random.uniforms(3, 0, 1)] as [number, number, number];
    const part = random.uniform() - 0.5;
    const [h, s, v] = toHsv(r, g, b);
    expectClose(applied([r, g, b], 'hue', part), fromHsv((h + part + 1) % 1, s, v));
  }
});

test('an amount of nothing changes nothing', () => {
  for (const kind of ['brightness', 'contrast', 'saturation'] as const)
    expectClose(applied(PIXELS, kind, 1), PIXELS);
  expectClose(applied(PIXELS, 'hue', 0), PIXELS);
});

test('the four are applied in their order', () => {
  const image = Float32Array.from(PIXELS);
  applyColorJitter(image, [
    { kind: 'saturation', amount: 0 },
    { kind: 'brightness', amount: 2 },
  ]);
  expectClose(
    [...image],
    [0, 0, 0, 1, 1, 1].map((pixel) => Math.min(1, 2 * GREYS[pixel]!)),
  );
});

test('drawn factors fill 1 ± strength, hue ± half of it, and every order comes up', () => {
  const random = seededRandom(2);
  const draws = Array.from({ length: 2000 }, () => drawColorJitter(random, 0.4));
  const orders = new Set(draws.map((jitter) => jitter.map(({ kind }) => kind).join(' ')));
  expect(orders.size).toBe(24);
  const range = (kind: Kind): [number, number] => {
    const amounts = draws.map((jitter) => jitter.find((part) => part.kind === kind)!.amount);
    return [Math.min(...amounts), Math.max(...amounts)];
  };
  for (const [kind, low, high] of [
    ['brightness', 0.6, 1.4],
    ['contrast', 0.6, 1.4],
    ['saturation', 0.6, 1.4],
    ['hue', -0.2, 0.2],
  ] as const) {
    const [least, most] = range(kind);
    expect(least).toBeGreaterThanOrEqual(low);
    expect(least).toBeLessThan(low + 0.01);
    expect(most).toBeLessThanOrEqual(high);
    expect(most).toBeGreaterThan(high - 0.01);
  }
});
