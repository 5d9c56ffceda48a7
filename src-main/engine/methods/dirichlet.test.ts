/** The Dirichlet distribution of DrNAS against closed forms of the Beta and the Dirichlet distribution. */
import { expect, it } from 'vitest';
import { tangents } from '../tensorflow/autodiff/forward.ts';
import { gradients } from '../tensorflow/autodiff/reverse.ts';
import type { Precision, Value } from '../tensorflow/graph.ts';
import { mul, scalar, square } from '../tensorflow/ops/basic.ts';
import { sum } from '../tensorflow/ops/shape.ts';
import { type Feeds, GraphBuilder, Session } from '../tensorflow/session.ts';
import { concentration, dirichletAt, dirichletMean, dirichletSample, klToEven } from './dirichlet.ts';

/** Values of what `build` names, at inputs in the shapes of `feeds`. */
function run(
  precision: Precision,
  shape: readonly number[],
  feeds: Feeds,
  build: (input: (name: string) => Value, seed: () => Value) => Record<string, Value>,
): Record<string, number[]> {
  const builder = new GraphBuilder(precision);
  const outputs = build(
    (name) => builder.input(name, shape),
    () => builder.input('seed', [2], 'int32'),
  );
  for (const [name, value] of Object.entries(outputs)) builder.output(name, value);
  const session = new Session(builder);
  const result = session.run(feeds, Object.keys(outputs));
  session.dispose();
  return Object.fromEntries(Object.entries(result).map(([name, numbers]) => [name, [...numbers]]));
}

const gradient = (y: Value, x: Value): Value => gradients(y, scalar(y.node.graph, 1), [x])[0]!;

it('has concentration 1 + α above 0 and exp α below, and 0 for an operation that is not there', () => {
  const alpha = Float64Array.of(2, -1, -1e9);
  const { c, mean } = run('float64', [1, 3], { alpha }, (input) => {
    const logits = input('alpha');
    return { c: concentration(logits), mean: dirichletMean(logits) };
  });
  const expected = [3, Math.exp(-1), 0];
  expected.forEach((value, i) => {
    expect(c![i]).toBeCloseTo(value, 12);
    expect(mean![i]).toBeCloseTo(value / (3 + Math.exp(-1)), 12);
  });
});

it('draws weights with the mean and the variance of the distribution, the same for the same seed', () => {
  const rows = 20_000;
  const alpha = Float64Array.from({ length: 3 * rows }, (_, i) => [1.5, -0.7, 0.2][i % 3]!);
  const draw = (seed: number): number[] =>
    run('float32', [rows, 3], { alpha, seed: Int32Array.of(seed, 1) }, (input, fed) => ({
      x: dirichletSample(input('alpha'), fed()),
    }))['x']!;
  const x = draw(3);
  expect(draw(3)).toEqual(x);
  expect(draw(4)).not.toEqual(x);
  const c = [2.5, Math.exp(-0.7), 1.2];
  const total = c[0]! + c[1]! + c[2]!;
  c.forEach((each, k) => {
    const column = x.filter((_, i) => i % 3 === k);
    const mean = column.reduce((a, b) => a + b, 0) / rows;
    const variance = column.reduce((a, b) => a + (b - mean) ** 2, 0) / rows;
    const expected = (each * (total - each)) / (total ** 2 * (total + 1));
    expect(Math.abs(mean - each / total)).toBeLessThan(5 * Math.sqrt(expected / rows));
    expect(Math.abs(variance / expected - 1)).toBeLessThan(0.05);
  });
});

it('has the derivative of the quantile where it is known: I_x(a, 1) = x^a', () => {
  // b = 1: x = u^(1/a), so ∂x/∂a = −x ln x / a.
  const xs = [1e-6, 0.01, 0.2, 0.5, 0.9, 0.999];
  for (const a of [0.05, 0.7, 1, 3]) {
    const alpha = Float64Array.from(xs.flatMap(() => [a < 1 ? Math.log(a) : a - 1, 0]));
    const sample = Float64Array.from(xs.flatMap((x) => [x, 1 - x]));
    const feeds = { alpha, sample, first: Float64Array.from(xs.flatMap(() => [1, 0])) };
    const { slope } = run('float64', [xs.length, 2], feeds, (input) => {
      const logits = input('alpha');
      const x = dirichletAt(logits, input('sample'));
      return { slope: gradient(sum(mul(x, input('first'))), logits) };
    });
    xs.forEach((x, i) => {
      const stored = x;
      const expected = (-stored * Math.log(stored)) / a;
      const ofLogit = Math.min(1, a);
      expect(Math.abs(slope![2 * i]! / (expected * ofLogit) - 1)).toBeLessThan(1e-5);
    });
  }
});

it.each([
  [1.7, 0.6],
  [0.3, 4],
  [3.5, 2.5],
])('gives E f the gradient of its closed form, f linear and quadratic, concentrations %f and %f', (a, b) => {
  const logit = (c: number): number => (c < 1 ? Math.log(c) : c - 1);
  const rows = 40_000;
  const alpha = Float64Array.from({ length: 2 * rows }, (_, i) => logit(i % 2 === 0 ? a : b));
  const first = Float64Array.from({ length: 2 * rows }, (_, i) => 1 - (i % 2));
  const feeds = { alpha, first, seed: Int32Array.of(11, 7) };
  const found = run('float32', [rows, 2], feeds, (input, seed) => {
    const logits = input('alpha');
    const x = mul(dirichletSample(logits, seed()), input('first'));
    return { linear: gradient(sum(x), logits), quadratic: gradient(sum(square(x)), logits) };
  });
  // E x = a/n; E x² = a(a+1)/(n(n+1)), n = a + b.
  const n = a + b;
  const second = (a * (a + 1)) / (n * (n + 1));
  const expected = {
    linear: [b / n ** 2, -a / n ** 2],
    quadratic: [
      (2 * a + 1) / (n * (n + 1)) - (second * (2 * n + 1)) / (n * (n + 1)),
      (-second * (2 * n + 1)) / (n * (n + 1)),
    ],
  };
  for (const form of ['linear', 'quadratic'] as const)
    [a, b].forEach((c, k) => {
      const each = found[form]!.filter((_, i) => i % 2 === k);
      const mean = each.reduce((x, y) => x + y, 0) / rows;
      const spread = Math.sqrt(each.reduce((x, y) => x + (y - mean) ** 2, 0) / rows);
      const ofLogit = Math.min(1, c);
      expect(Math.abs(mean - ofLogit * expected[form][k]!)).toBeLessThan((5 * spread) / Math.sqrt(rows));
    });
});

it('keeps samples and slopes finite where float32 ends', () => {
  const alpha = Float64Array.of(-12, -12, -12, 30, 30, 30, 0, -1e9, -1e9, -1e9, -1e9, -1e9);
  const sample = Float64Array.of(1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0);
  const feeds = { alpha, sample, seed: Int32Array.of(5, 6) };
  const found = run('float32', [4, 3], feeds, (input, seed) => {
    const logits = input('alpha');
    const at = dirichletAt(logits, input('sample'));
    const drawn = dirichletSample(logits, seed());
    return {
      at,
      drawn,
      slopeAt: gradient(sum(square(at)), logits),
      slopeDrawn: gradient(sum(square(drawn)), logits),
      kl: klToEven(logits),
    };
  });
  for (const numbers of Object.values(found)) expect(numbers.every(Number.isFinite)).toBe(true);
  expect(found['at']).toEqual([...sample]);
  expect(found['drawn']!.slice(6)).toEqual([1, 0, 0, 0, 0, 0]);
});

it('measures the Kullback–Leibler distance to the even distribution', () => {
  // K = 2, c = (a, 1): ∫ a x^(a−1) ln(a x^(a−1)) dx = ln a − (a − 1)/a, with slope 1/a − 1/a².
  const a = [0.4, 1, 3];
  const alpha = Float64Array.from(a.flatMap((c) => [c < 1 ? Math.log(c) : c - 1, 0, -1e9]));
  const { kl, slope, curvature } = run('float64', [3, 3], { alpha }, (input) => {
    const logits = input('alpha');
    const distance = klToEven(logits);
    const first = gradient(distance, logits);
    const [along] = tangents([first], [{ of: logits, tangent: logits }]);
    return { kl: distance, slope: first, curvature: along! };
  });
  expect(kl![0]).toBeCloseTo(
    a.map((c) => Math.log(c) - (c - 1) / c).reduce((x, y) => x + y, 0),
    9,
  );
  a.forEach((c, i) => expect(slope![3 * i]).toBeCloseTo(Math.min(1, c) * (1 / c - 1 / c ** 2), 9));
  expect(curvature!.every(Number.isFinite)).toBe(true);
});
