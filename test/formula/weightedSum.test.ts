/** Our own weighted sum of normalised terms against its closed form in double precision. */
import { describe, expect, it } from 'vitest';
import { gradients } from '../../src-main/engine/tensorflow/autodiff/reverse.ts';
import { type Shape, sizeOf, type Value } from '../../src-main/engine/tensorflow/graph.ts';
import { mul, scalar } from '../../src-main/engine/tensorflow/ops/basic.ts';
import { type Term, weightedSum } from '../../src-main/engine/tensorflow/ops/own.ts';
import { sum } from '../../src-main/engine/tensorflow/ops/shape.ts';
import { GraphBuilder, type Numbers, Session } from '../../src-main/engine/tensorflow/session.ts';
import { numbers, positives, relativeError } from '../fixtures/arithmetic.ts';

const ROWS = 14;
const COLUMNS = 8;

/** A term: which image, whether it is normalised (and has learned γ and β), where its weight stands. */
interface Part {
  readonly image: number;
  readonly normal?: 'plain' | 'learned';
  readonly at?: number;
}

interface Sum {
  readonly name: string;
  readonly parts: readonly Part[];
  readonly unbiased?: boolean;
}

const SUMS: readonly Sum[] = [
  { name: 'without weights or normalisation', parts: [{ image: 0 }, { image: 1 }, { image: 0 }] },
  { name: 'of one normalised term', parts: [{ image: 0, normal: 'plain' }] },
  {
    name: 'of weighted terms, some normalised',
    parts: [
      { image: 0, at: 3 },
      { image: 1, normal: 'plain', at: 111 },
      { image: 2, at: 0 },
      { image: 3, normal: 'plain', at: 17 },
    ],
  },
  {
    name: 'of terms some of which have no weight',
    parts: [
      { image: 0, normal: 'plain' },
      { image: 1, at: 40 },
      { image: 2 },
      { image: 3, normal: 'plain', at: 41 },
    ],
  },
  {
    name: 'of terms that share images and weights',
    parts: [
      { image: 0, normal: 'plain', at: 5 },
      { image: 0, normal: 'plain', at: 6 },
      { image: 1, at: 5 },
      { image: 0, at: 7 },
    ],
  },
  {
    name: 'of terms with γ and β, some without',
    parts: [
      { image: 0, normal: 'learned' },
      { image: 1, normal: 'plain' },
      { image: 2, normal: 'learned' },
      { image: 3 },
    ],
  },
];

const SHAPES: readonly Shape[] = [
  [2, 4, 4, 8],
  [3, 5, 3, 4],
  [1, 1, 2, 24],
  [4, 24, 24, 16],
  [2, 8, 12, 32],
];

/** Inputs by name: images, statistics, γ and β a term, weights, and the gradient of the sum. */
function dataOf({ parts }: Sum, shape: Shape): Record<string, { shape: Shape; data: Float64Array }> {
  const channels = shape.at(-1)!;
  const found: Record<string, { shape: Shape; data: Float64Array }> = {};
  const put = (name: string, of: Shape, make = numbers): void => {
    found[name] = { shape: of, data: make(sizeOf(of), Object.keys(found).length + channels) };
  };
  put('gradient', shape);
  if (parts.some(({ at }) => at !== undefined)) put('weights', [ROWS, COLUMNS]);
  for (const image of new Set(parts.map((part) => part.image))) put(`x${image}`, shape);
  parts.forEach(({ normal }, k) => {
    if (!normal) return;
    put(`mean${k}`, [channels]);
    put(`variance${k}`, [channels], positives);
    if (normal !== 'learned') return;
    put(`gamma${k}`, [channels]);
    put(`beta${k}`, [channels]);
  });
  return found;
}

type Results = Record<string, Numbers>;

function computed(what: Sum, shape: Shape): Results {
  const builder = new GraphBuilder();
  const data = dataOf(what, shape);
  const inputs = Object.fromEntries(
    Object.entries(data).map(([name, each]): [string, Value] => [name, builder.input(name, each.shape)]),
  );
  const { unbiased = true, parts } = what;
  const terms = parts.map(({ image, normal, at }, k): Term => {
    const learned = normal === 'learned' && { gamma: inputs[`gamma${k}`]!, beta: inputs[`beta${k}`]! };
    const statistics = { mean: inputs[`mean${k}`]!, variance: inputs[`variance${k}`]!, unbiased };
    return {
      value: inputs[`x${image}`]!,
      normal: normal && { ...statistics, ...(learned ? { learned } : {}) },
      weight: at === undefined ? undefined : { of: inputs['weights']!, at },
    };
  });
  const y = weightedSum(terms);
  expect(y.node.op).toBe('PlateauWeightedSum');
  builder.output('y', y);
  const { gradient, ...xs } = inputs;
  const loss = sum(mul(y, gradient!));
  const names = Object.keys(xs).map((name) => `d ${name}`);
  gradients(loss, scalar(builder.graph, 1), Object.values(xs)).forEach((each, k) =>
    builder.output(names[k]!, each!),
  );
  const session = new Session(builder);
  const feeds = Object.fromEntries(Object.entries(data).map(([name, each]) => [name, each.data]));
  const result = session.run(feeds, ['y', ...names]);
  session.dispose();
  return result;
}

/** y = Σ w (x − μ) r + β, r = (σ² + ε)^−½, and what follows from Σ g·y. */
function expected(what: Sum, shape: Shape): Results {
  const data = dataOf(what, shape);
  const of = (name: string): Float64Array => data[name]!.data;
  const channels = shape.at(-1)!;
  const count = sizeOf(shape) / channels;
  const y = new Float64Array(sizeOf(shape));
  const slopes = Object.fromEntries(
    Object.entries(data).map(([name, { shape: each }]) => [`d ${name}`, new Float64Array(sizeOf(each))]),
  );
  const { 'd gradient': _, ...results } = slopes;
  const to = (name: string, i: number, value: number): void => void (slopes[`d ${name}`]![i]! += value);
  const factor = (what.unbiased ?? true) ? (count - 1) / count : 1;
  what.parts.forEach(({ image, normal, at }, k) =>
    y.forEach((__, i) => {
      const c = i % channels;
      const [g, x] = [of('gradient')[i]!, of(`x${image}`)[i]!];
      const centred = normal ? x - of(`mean${k}`)[c]! : x;
      const r = normal ? 1 / Math.sqrt(factor * of(`variance${k}`)[c]! + 1e-5) : 1;
      const learned = normal === 'learned';
      const weight = learned ? of(`gamma${k}`)[c]! : at === undefined ? 1 : of('weights')[at]!;
      y[i]! += weight * r * centred + (learned ? of(`beta${k}`)[c]! : 0);
      to(`x${image}`, i, g * weight * r);
      if (at !== undefined) to('weights', at, g * r * centred);
      if (!normal) return;
      to(`mean${k}`, c, -g * weight * r);
      to(`variance${k}`, c, -0.5 * factor * g * weight * r ** 3 * centred);
      if (!learned) return;
      to(`gamma${k}`, c, g * r * centred);
      to(`beta${k}`, c, g);
    }),
  );
  return { y, ...results };
}

const ALL = SUMS.flatMap((each) => [
  each,
  { ...each, name: `${each.name}, running statistics`, unbiased: false },
]);

describe.each(ALL)('a sum $name', (what) => {
  it.each(SHAPES.map((shape) => ({ shape, name: shape.join('×') })))(
    'is its closed form, with the gradients that follow ($name)',
    ({ shape }) => {
      const [found, wanted] = [computed(what, shape), expected(what, shape)];
      expect(Object.keys(found).sort()).toEqual(Object.keys(wanted).sort());
      for (const [name, values] of Object.entries(wanted))
        expect(relativeError(found[name]!, values), name).toBeLessThan(1e-5);
    },
  );
});

describe('a sum that cannot be', () => {
  const image: Shape = [1, 2, 2, 8];
  const terms = (builder: GraphBuilder): Term[] =>
    ['a', 'b'].map((name) => ({ value: builder.input(name, image) }));

  it('has no terms', () => {
    expect(() => weightedSum([])).toThrow('a sum without terms');
  });

  it('has weights of two tensors', () => {
    const builder = new GraphBuilder();
    const weighted = terms(builder).map((term, k): Term => {
      return { ...term, weight: { of: builder.input(`w${k}`, [ROWS, COLUMNS]), at: 0 } };
    });
    expect(() => weightedSum(weighted)).toThrow('weights of different tensors');
  });

  it('has a weight where a term has learned its scale', () => {
    const builder = new GraphBuilder();
    const [a, b] = terms(builder);
    const [mean, variance, gamma, beta] = ['m', 'v', 'g', 'h'].map((name) => builder.input(name, [8]));
    const normal = {
      mean: mean!,
      variance: variance!,
      unbiased: true,
      learned: { gamma: gamma!, beta: beta! },
    };
    const weight = { of: builder.input('w', [ROWS, COLUMNS]), at: 0 };
    expect(() =>
      weightedSum([
        { ...a!, normal },
        { ...b!, weight },
      ]),
    ).toThrow('not both');
  });

  it('has chains of convolutions, and γ and β', () => {
    const builder = new GraphBuilder();
    const [a] = terms(builder);
    const [mean, variance, gamma, beta] = ['m', 'v', 'g', 'h'].map((name) => builder.input(name, [8]));
    const normal = { mean: mean!, variance: variance!, unbiased: false };
    const kernels = [builder.input('dw', [3, 3, 8, 1]), builder.input('pw', [1, 1, 8, 8])] as const;
    const chain = { ...a!, stages: [{ kernels, normal, stride: 1, dilation: 1 }] } as const;
    const learned = { ...a!, normal: { ...normal, learned: { gamma: gamma!, beta: beta! } } };
    expect(() => weightedSum([chain, learned])).toThrow('no place for γ and β');
  });
});
