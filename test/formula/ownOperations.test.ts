/** A search with Plateau's own operations is the search with TensorFlow's. */
import { describe, expect, it } from 'vitest';
import { type SpaceName, SPACES } from '../../src-shared/space/spaces.ts';
import { forwardPasses } from '../../src-main/engine/search/forward.ts';
import { supernet } from '../../src-main/engine/supernet/network.ts';
import type { NoiseSource } from '../../src-main/engine/supernet/pass.ts';
import { each, mapped } from '../../src-main/engine/supernet/tensors.ts';
import { gradients } from '../../src-main/engine/tensorflow/autodiff/reverse.ts';
import { ancestors, type Shape, sizeOf, type Value } from '../../src-main/engine/tensorflow/graph.ts';
import { constant, identity, mul, scalar } from '../../src-main/engine/tensorflow/ops/basic.ts';
import {
  type Normalisation,
  pointwiseConv,
  type PointwiseSpec,
  separableConv,
  type SeparableSpec,
  weightedSum,
} from '../../src-main/engine/tensorflow/ops/own.ts';
import { concat, reshape, slice, sum } from '../../src-main/engine/tensorflow/ops/shape.ts';
import { GraphBuilder, type Numbers, Session } from '../../src-main/engine/tensorflow/session.ts';
import { numbers, positives, relativeError } from '../fixtures/arithmetic.ts';
import { type StepCase, type StepOutcome, stepsInProcess } from '../fixtures/searchStep.ts';

const SHIFT = { samples: 3, iterations: 2 };

const CASES: readonly StepCase[] = [
  { method: 'ms-darts', space: 's5', knobs: SHIFT },
  { method: 'ms-darts', space: 's1', knobs: { ...SHIFT, channels: 4 } },
  { method: 'ms-darts', space: 's4', knobs: SHIFT },
  { method: 'pc-darts', space: 's5', knobs: { channels: 16 } },
  { method: 'r-darts-dp', space: 's4' },
  { method: 'gdas', space: 's5' },
  { method: 'sdarts-adv', space: 's4', knobs: { attackSteps: 2 } },
  // The last cell alone has channels that fit.
  { method: 'ms-darts', space: 's5', knobs: { ...SHIFT, channels: 6 } },
];

/** ‖a − b‖ / ‖b − start‖: how far apart two vectors are that began as one. */
function apart(a: readonly number[], b: readonly number[], start: readonly number[]): number {
  const squares = (of: (i: number) => number): number => start.reduce((total, _, i) => total + of(i) ** 2, 0);
  return Math.sqrt(
    squares((i) => a[i]! - b[i]!) /
      Math.max(
        1e-30,
        squares((i) => b[i]! - start[i]!),
      ),
  );
}

function expectSameSteps(ours: StepOutcome, theirs: StepOutcome): void {
  expect(ours.before).toEqual(theirs.before);
  for (const [name, values] of Object.entries(theirs.losses))
    expect(relativeError(ours.losses[name]!, Float64Array.from(values)), name).toBeLessThan(5e-6);
  for (const [name, values] of Object.entries(theirs.after))
    expect(apart(ours.after[name]!, values, theirs.before[name]!), name).toBeLessThan(2e-5);
}

describe('a step with own operations', () => {
  const common = stepsInProcess(CASES, { PLATEAU_OWN_OPERATIONS: 'off' });
  const own = stepsInProcess(CASES);

  it.each(CASES.map((step, k) => ({ ...step, k, knobs: JSON.stringify(step.knobs ?? {}) })))(
    'of $method on $space ($knobs) has the losses and the changes of one without',
    ({ method, k }) => {
      const [ours, theirs] = [own[k]!, common[k]!];
      expect(theirs.own).toEqual({});
      const used = [
        'PlateauPointwise',
        'PlateauPointwiseGrad',
        'PlateauSeparable',
        'PlateauSeparableGrad',
        'PlateauWeightedSum',
        'PlateauWeightedSumGrad',
      ];
      if (method === 'ms-darts') used.push('PlateauNode');
      expect(Object.keys(ours.own).sort()).toEqual(used.sort());
      expectSameSteps(ours, theirs);
    },
  );

  it('gives the same bits twice on one thread, and nearly those on all of them', () => {
    const some = CASES.slice(1, 3);
    const one = stepsInProcess(some, { TF_NUM_INTEROP_THREADS: '1' });
    expect(stepsInProcess(some, { TF_NUM_INTEROP_THREADS: '1' })).toEqual(one);
    one.forEach((alone, k) => expectSameSteps(own[1 + k]!, alone));
  });
});

const POINTS = 3;
const BATCH = 2;

/** Logits at several points of a supernet with running statistics, each way to compute them. */
function scored(space: SpaceName, channels: number, partial: number) {
  const builder = new GraphBuilder();
  const { graph } = builder;
  const net = supernet({
    ...{
      space: SPACES[space],
      channels,
      partial,
      layers: 3,
      height: 8,
      width: 8,
      inputChannels: 3,
      classes: 4,
    },
  });
  const data: Record<string, Numbers> = {};
  const input = (name: string, shape: Shape, make: (count: number, salt: number) => Float64Array): Value => {
    data[name] = make(sizeOf(shape), Object.keys(data).length);
    return builder.input(name, shape);
  };
  const x = input('x', [BATCH, 8, 8, 3], numbers);
  const w = input('w', [net.parameters.size], (count, salt) => numbers(count, salt).map((n) => 0.4 * n));
  const running = {
    mean: input('mean', [net.parameters.statistics], numbers),
    variance: input('variance', [net.parameters.statistics], positives),
  };
  const A = each(net.alphas, ({ name, rows, mixing }) =>
    input(`A.${name}`, [POINTS, rows, mixing], positives),
  );
  // The same at all points: numbers of a place.
  const noise: NoiseSource = (shape, cell, edge) =>
    constant(graph, [...numbers(sizeOf(shape), 100 * cell + edge)], shape);
  const passes = (common: boolean) => forwardPasses(net, w, () => noise, { common });
  const at = (point: number) =>
    mapped(A, (of) => reshape(slice(of, [point, 0, 0], [1, ...of.shape.slice(1)]), of.shape.slice(1)));
  const single = (common: boolean): Value =>
    concat(
      Array.from({ length: POINTS }, (_, point) => passes(common).evaluate(x, at(point), running)),
      0,
    );
  const ways = {
    scores: passes(false).score(x, A, running),
    evaluations: single(false),
    common: single(true),
    together: passes(true).score(x, A, running),
  };
  const operations = mapped(ways, (value) => new Set(ancestors([value]).map(({ op }) => op)));
  for (const [name, value] of Object.entries(ways)) builder.output(name, value);
  const session = new Session(builder);
  const result = session.run(data, ['scores', 'evaluations', 'common', 'together']);
  session.dispose();
  return { result, operations };
}

describe.each([
  { space: 's5', channels: 8, partial: 1 },
  { space: 's1', channels: 4, partial: 1 },
  { space: 's4', channels: 8, partial: 1 },
  { space: 's3', channels: 16, partial: 4 },
  { space: 's5', channels: 6, partial: 1 },
] as const)('scores at several points ($space, $channels channels, partial $partial)', (net) => {
  const { result, operations } = scored(net.space, net.channels, net.partial);

  it('are computed node by node where channels fit', () => {
    expect(operations['scores']).toContain('PlateauNode');
    expect(operations['evaluations']).not.toContain('PlateauNode');
    expect(operations['evaluations']).toContain('PlateauSeparable');
    expect([...operations['common'], ...operations['together']].join()).not.toContain('Plateau');
  });

  it('are those of single evaluations, with own operations and without', () => {
    const points = Array.from({ length: POINTS }, (_, k) => result.common.slice(8 * k, 8 * k + 8));
    expect(new Set(points.map(String)).size).toBe(POINTS);
    for (const name of ['scores', 'evaluations', 'together'] as const)
      expect(relativeError(result[name], result.common), name).toBeLessThan(1e-5);
  });
});

it('images whose channels do not fit are convolved by common operations', () => {
  const builder = new GraphBuilder();
  const net = supernet({
    ...{ space: SPACES.s5, channels: 6, layers: 3, height: 8, width: 8, inputChannels: 3, classes: 4 },
  });
  const w = builder.input('w', [net.parameters.size]);
  const noise: NoiseSource = (shape) => constant(builder.graph, [0], shape);
  forwardPasses(net, w, () => noise).train(builder.input('x', [2, 8, 8, 3]), {});
  const channels = (op: string) =>
    new Set(builder.graph.nodes.filter((node) => node.op === op).map(({ inputs }) => inputs[0]!.shape[3]));
  expect(channels('PlateauSeparable')).toEqual(new Set([24]));
  expect(channels('DepthwiseConv2dNative')).toEqual(new Set([6, 12]));
});

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
