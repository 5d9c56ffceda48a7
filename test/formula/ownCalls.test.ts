/** Calls of Plateau's own operations: what they take apart, what they refuse, and what is not a number. */
import { describe, expect, it } from 'vitest';
import { gradients } from '../../src-main/engine/tensorflow/autodiff/reverse.ts';
import { type Shape, sizeOf, type Value } from '../../src-main/engine/tensorflow/graph.ts';
import { constant, identity, mul, scalar } from '../../src-main/engine/tensorflow/ops/basic.ts';
import {
  type Normalisation,
  pointwiseConv,
  type PointwiseSpec,
  separableConv,
  type SeparableSpec,
  weightedSum,
} from '../../src-main/engine/tensorflow/ops/own.ts';
import { sum } from '../../src-main/engine/tensorflow/ops/shape.ts';
import { GraphBuilder, type Numbers, Session } from '../../src-main/engine/tensorflow/session.ts';
import { numbers, positives, relativeError } from '../fixtures/arithmetic.ts';

describe('a gradient times a number per channel', () => {
  const spec = { stride: 1, dilation: 1, statistics: false } as const;
  const scales = (shape: Shape): number[] => {
    const builder = new GraphBuilder();
    const x = builder.input('x', [2, 4, 4, 8]);
    const kernels = [builder.input('dw', [3, 3, 8, 1]), builder.input('pw', [1, 1, 8, 8])] as const;
    const { y } = separableConv(x, ...kernels, spec);
    const loss = sum(mul(y, builder.input('s', shape)));
    gradients(loss, scalar(builder.graph, 1), [x]);
    return builder.graph.nodes.flatMap(({ op, attributes: { scale_count: count } }) =>
      op === 'PlateauSeparableGrad' && count && 'int' in count ? [count.int] : [],
    );
  };

  it('is taken apart, one per image or pixel is not', () => {
    expect(scales([8])).toEqual([1]);
    expect(scales([2, 1, 1, 1])).toEqual([0]);
    expect(scales([2, 4, 4, 8])).toEqual([0]);
  });

  it('is the product where the gradient has fewer numbers than the image', () => {
    const builder = new GraphBuilder();
    const x = builder.input('x', [2, 4, 4, 8]);
    const [dw, pw, s] = [
      builder.input('dw', [3, 3, 8, 1]),
      builder.input('pw', [1, 1, 8, 8]),
      builder.input('s', [8]),
    ];
    const { y } = separableConv(x, dw, pw, spec);
    const gradient = mul(builder.input('g', [2, 4, 4, 1]), s);
    const whole = builder.input('whole', [2, 4, 4, 8]);
    for (const [name, cotangent] of Object.entries({ factors: gradient, product: identity(whole) }))
      gradients(y, cotangent, [x, dw, pw]).forEach((found, k) => builder.output(`${name}${k}`, found!));
    const data = {
      ...{ x: numbers(256, 1), dw: numbers(72, 2), pw: numbers(64, 3), s: numbers(8, 4), g: numbers(32, 5) },
    };
    const product = Float64Array.from({ length: 256 }, (_, i) => data.g[Math.floor(i / 8)]! * data.s[i % 8]!);
    const session = new Session(builder);
    const names = [0, 1, 2].flatMap((k) => [`factors${k}`, `product${k}`]);
    const result: Partial<Record<string, Numbers>> = session.run({ ...data, whole: product }, names);
    session.dispose();
    for (const k of [0, 1, 2])
      expect(relativeError(result[`factors${k}`]!, result[`product${k}`]!)).toBeLessThan(1e-5);
  });
});

describe('a call that cannot be', () => {
  const spec: SeparableSpec = { stride: 1, dilation: 1, statistics: true };
  const pointwiseSpec: PointwiseSpec = { stride: 1, statistics: true };
  const normal = (builder: GraphBuilder, channels: number): Normalisation => ({
    mean: builder.input('mean', [channels]),
    variance: builder.input('variance', [channels]),
    unbiased: true,
  });
  const image: Shape = [1, 4, 4, 8];
  const wrong: Record<string, { message: RegExp; of: (builder: GraphBuilder) => Value }> = {
    'a depthwise kernel of other channels': {
      message: /PlateauSeparable: kernels and images differ in channels/,
      of: (b) =>
        separableConv(b.input('x', image), b.input('dw', [3, 3, 16, 1]), b.input('pw', [1, 1, 8, 8]), spec).y,
    },
    'a pointwise kernel of other channels': {
      message: /PlateauSeparable: kernels and images differ in channels/,
      of: (b) =>
        separableConv(b.input('x', image), b.input('dw', [3, 3, 8, 1]), b.input('pw', [1, 1, 4, 8]), spec).y,
    },
    'channels that no vector divides': {
      message: /PlateauSeparable: channels must be multiples of 4/,
      of: (b) =>
        separableConv(
          b.input('x', [1, 4, 4, 6]),
          b.input('dw', [3, 3, 6, 1]),
          b.input('pw', [1, 1, 6, 6]),
          spec,
        ).y,
    },
    'a kernel of 4×4': {
      message: /PlateauSeparable: kernels must be 3, 5 or 7 wide/,
      of: (b) =>
        separableConv(b.input('x', image), b.input('dw', [4, 4, 8, 1]), b.input('pw', [1, 1, 8, 8]), spec).y,
    },
    'an image without a batch': {
      message: /PlateauSeparable: images and kernels have 4 axes/,
      of: (b) =>
        separableConv(b.input('x', [4, 4, 8]), b.input('dw', [3, 3, 8, 1]), b.input('pw', [1, 1, 8, 8]), spec)
          .y,
    },
    'statistics of fewer channels': {
      message: /PlateauSeparable: batch norm: 4 numbers in place of 8/,
      of: (b) =>
        separableConv(b.input('x', image), b.input('dw', [3, 3, 8, 1]), b.input('pw', [1, 1, 8, 8]), {
          ...spec,
          before: normal(b, 4),
        }).y,
    },
    'a pointwise kernel of fewer channels than stand side by side': {
      message: /PlateauPointwise: kernels and images differ in channels/,
      of: (b) => pointwiseConv(b.input('x', image), [b.input('pw', [1, 1, 4, 8])], pointwiseSpec).y,
    },
    'a factorized reduction of an odd side': {
      message: /PlateauPointwise: sides must be multiples of the stride/,
      of: (b) =>
        pointwiseConv(
          b.input('x', [1, 5, 4, 8]),
          [b.input('even', [1, 1, 8, 4]), b.input('odd', [1, 1, 8, 4])],
          {
            ...pointwiseSpec,
            stride: 2,
          },
        ).y,
    },
    'two kernels of one pixel': {
      message: /PlateauPointwise: strides must be 1 or 2, with a kernel a tap/,
      of: (b) =>
        pointwiseConv(
          b.input('x', image),
          [b.input('a', [1, 1, 8, 4]), b.input('b', [1, 1, 8, 4])],
          pointwiseSpec,
        ).y,
    },
    'filters that no vector divides': {
      message: /PlateauPointwise: channels must be multiples of 4/,
      of: (b) => pointwiseConv(b.input('x', image), [b.input('pw', [1, 1, 8, 6])], pointwiseSpec).y,
    },
    'a chain that reduces without half of the channels a kernel': {
      message: /PlateauNode: kernels of a factorized reduction have half of the channels/,
      of: (b) =>
        weightedSum([
          {
            value: b.input('a', image),
            stages: [
              {
                kernels: [b.input('even', [1, 1, 8, 8]), b.input('odd', [1, 1, 8, 4])],
                ...{ stride: 2, dilation: 1, normal: normal(b, 8) },
              },
            ],
          },
        ]),
    },
    'terms of two shapes': {
      message: /PlateauWeightedSum: terms of a sum differ in shape/,
      of: (b) => weightedSum([{ value: b.input('a', image) }, { value: b.input('c', [1, 2, 2, 8]) }]),
    },
    'a term with statistics of fewer channels': {
      message: /PlateauWeightedSum: batch norm: 4 numbers in place of 8/,
      of: (b) => weightedSum([{ value: b.input('a', image), normal: normal(b, 4) }]),
    },
    'a weight beyond the last one': {
      message: /PlateauWeightedSum: a weight that is not there/,
      of: (b) =>
        weightedSum([{ value: b.input('a', image), weight: { of: b.input('w', [14, 8]), at: 112 } }]),
    },
    'chains without a source of their width': {
      message: /PlateauNode: kernels and images differ in channels/,
      of: (b) =>
        weightedSum([
          {
            value: b.input('a', image),
            stages: [
              {
                kernels: [b.input('dw', [3, 3, 4, 1]), b.input('pw', [1, 1, 8, 8])],
                ...{ stride: 1, dilation: 1, normal: normal(b, 8) },
              },
            ],
          },
        ]),
    },
  };

  it.each(Object.keys(wrong))('says what is wrong and leaves the process as it was: %s', (name) => {
    const { message, of } = wrong[name]!;
    const builder = new GraphBuilder();
    const y = of(builder);
    const inputs = [...builder.inputs].map(([key, { shape }]): [string, Numbers] => [
      key,
      new Float32Array(sizeOf(shape)),
    ]);
    builder.output('y', y);
    builder.output('fine', sum(constant(builder.graph, [4, 2], [2])));
    const session = new Session(builder);
    expect(() => session.run(Object.fromEntries(inputs), ['y'])).toThrow(message);
    expect([...session.run({}, ['fine']).fine]).toEqual([6]);
    session.dispose();
  });
});

describe('what is not a number', () => {
  const result = (first: number): Record<'y' | 'mean' | 'variance', Numbers> => {
    const builder = new GraphBuilder();
    const kernels = [builder.input('dw', [3, 3, 8, 1]), builder.input('pw', [1, 1, 8, 8])] as const;
    const spec = { stride: 1, dilation: 1, statistics: true } as const;
    const found = separableConv(builder.input('x', [1, 6, 6, 8]), ...kernels, spec);
    builder.output('y', found.y);
    builder.output('mean', found.mean);
    builder.output('variance', found.variance);
    const session = new Session(builder);
    const feeds = { x: positives(288, 1).with(0, first), dw: positives(72, 1), pw: positives(64, 2) };
    const values = session.run(feeds, ['y', 'mean', 'variance']);
    session.dispose();
    return values;
  };

  it('stays so where a kernel reaches it, and in the statistics: a search that diverges shows', () => {
    const { y, mean, variance } = result(NaN);
    const pixels = Array.from({ length: 36 }, (_, i) => Number.isNaN(y[8 * i]));
    const reached = pixels.flatMap((is, i) => (is ? [i] : []));
    expect(reached).toEqual([0, 1, 6, 7]);
    expect([...mean, ...variance].every(Number.isNaN)).toBe(true);
  });

  it('is the variance of what is infinite', () => {
    const { variance } = result(Infinity);
    expect([...variance].every(Number.isNaN)).toBe(true);
  });
});
