/** Our own separable convolution against TensorFlow's common operations in float64. */
import { describe, expect, it } from 'vitest';
import { gradients } from '../../src-main/engine/tensorflow/autodiff/reverse.ts';
import { type Shape, sizeOf, type Value } from '../../src-main/engine/tensorflow/graph.ts';
import {
  add,
  mul,
  relu,
  rsqrt,
  scalar,
  scale,
  square,
  sub,
} from '../../src-main/engine/tensorflow/ops/basic.ts';
import {
  BATCH_NORM_EPSILON,
  depthwiseConv2d,
  pointwise,
} from '../../src-main/engine/tensorflow/ops/network.ts';
import {
  type Normalisation,
  separableConv,
  type SeparableResult,
  type SeparableSpec,
} from '../../src-main/engine/tensorflow/ops/own.ts';
import {
  everySecondPixel,
  fromPhases,
  mean,
  pad,
  sum,
  toPhases,
} from '../../src-main/engine/tensorflow/ops/shape.ts';
import { type Feeds, GraphBuilder, type Numbers, Session } from '../../src-main/engine/tensorflow/session.ts';
import { numbers, positives, relativeError, smoothLoss } from '../fixtures/arithmetic.ts';

interface Before {
  readonly unbiased: boolean;
  readonly learned: boolean;
}

interface Geometry {
  readonly size: 3 | 5 | 7;
  readonly stride: 1 | 2;
  readonly dilation: 1 | 2;
}

/** [batch, height, width, channels, filters] */
type Image = readonly [number, number, number, number, number];

const GEOMETRIES: readonly Geometry[] = ([3, 5, 7] as const).flatMap((size) =>
  ([1, 2] as const).flatMap((stride) =>
    ([1, 2] as const).map((dilation): Geometry => ({ size, stride, dilation })),
  ),
);

const BEFORE: Readonly<Record<string, Before | undefined>> = {
  'nothing in front': undefined,
  'a batch norm of the batch': { unbiased: true, learned: false },
  'a batch norm of the batch with γ and β': { unbiased: true, learned: true },
  'a batch norm of running statistics': { unbiased: false, learned: false },
  'a batch norm of running statistics with γ and β': { unbiased: false, learned: true },
};

const IMAGES: readonly Image[] = [
  [2, 8, 8, 8, 8],
  [3, 4, 4, 16, 16],
  [2, 2, 2, 4, 4],
  [2, 12, 8, 24, 24],
  [1, 8, 12, 32, 32],
  [2, 7, 5, 4, 4],
  [2, 6, 10, 8, 16],
  [3, 1, 9, 16, 8],
  [1, 40, 34, 8, 8],
  [2, 5, 3, 32, 4],
];

const CASES = GEOMETRIES.flatMap((geometry, g) =>
  Object.entries(BEFORE).map(([front, before], b) => ({ ...geometry, front, before, at: 5 * g + b })),
).map(({ at, ...each }) => ({ ...each, images: [IMAGES[at % 10]!, IMAGES[(7 * at + 3) % 10]!] as const }));

interface Inputs {
  readonly x: Value;
  readonly depthwise: Value;
  readonly pointwise: Value;
  readonly before: Normalisation | undefined;
  /** Times y: a gradient has it as a factor per channel. */
  readonly factor: Value;
}

type Convolve = (inputs: Inputs, spec: Omit<SeparableSpec, 'before'>) => SeparableResult;

const own: Convolve = ({ x, depthwise, pointwise: matrix, before }, spec) =>
  separableConv(x, depthwise, matrix, { ...spec, before });

/** Stride 1 first: every second pixel of that is what stride 2 gives. */
const common: Convolve = (inputs, { stride, dilation }) => {
  const active = relu(normalised(inputs.x, inputs.before));
  const [, height = 0, width = 0] = active.shape;
  const dense =
    dilation === 1
      ? depthwiseConv2d(active, inputs.depthwise, 1, 'SAME')
      : fromPhases(depthwiseConv2d(toPhases(active), inputs.depthwise, 1, 'SAME'), height, width);
  const even = pad(dense, [
    [0, 0],
    [0, height % 2],
    [0, width % 2],
    [0, 0],
  ]);
  const y = pointwise(stride === 1 ? dense : everySecondPixel(even, 0), inputs.pointwise);
  const count = sizeOf(y.shape) / (y.shape[3] ?? 1);
  const found = mean(y, [0, 1, 2]);
  const variance = scale(sum(square(sub(y, found)), [0, 1, 2]), 1 / Math.max(1, count - 1));
  return { y, mean: found, variance };
};

function normalised(x: Value, before: Normalisation | undefined): Value {
  if (!before) return x;
  const count = sizeOf(x.shape) / (x.shape[3] ?? 1);
  const variance = before.unbiased ? scale(before.variance, (count - 1) / count) : before.variance;
  const inverse = rsqrt(add(variance, scalar(x.node.graph, BATCH_NORM_EPSILON)));
  const plain = mul(sub(x, before.mean), inverse);
  return before.learned ? add(mul(plain, before.learned.gamma), before.learned.beta) : plain;
}

/** What a loss sees of the result. */
const WAYS: Readonly<Record<string, (found: SeparableResult, factor: Value) => Value>> = {
  y: ({ y }) => smoothLoss(y),
  scaled: ({ y }, factor) => smoothLoss(mul(y, factor)),
  all: ({ y, mean: m, variance }, factor) =>
    add(smoothLoss(mul(y, factor)), add(smoothLoss(m), smoothLoss(variance))),
  variance: ({ variance }) => smoothLoss(variance),
  mean: ({ mean: m }) => smoothLoss(m),
};

function recorded(builder: GraphBuilder, [batch, height, width, channels, filters]: Image, size: number) {
  const fed: [string, Shape, Float64Array][] = [];
  const input = (name: string, shape: Shape, make = numbers): Value => {
    fed.push([name, shape, make(sizeOf(shape), fed.length + size)]);
    return builder.input(name, shape);
  };
  const inputs = {
    x: input('x', [batch, height, width, channels]),
    depthwise: input('depthwise', [size, size, channels, 1]),
    pointwise: input('pointwise', [1, 1, channels, filters]),
    mean: input('mean', [channels]),
    variance: input('variance', [channels], positives),
    gamma: input('gamma', [channels]),
    beta: input('beta', [channels]),
    factor: input('factor', [filters]),
  };
  return { inputs, feeds: (): Feeds => Object.fromEntries(fed.map(([name, , data]) => [name, data])) };
}

type CaseOf = Geometry & { readonly before: Before | undefined };

/** Results and gradients in one precision; both precisions have the same names. */
function computed(convolve: Convolve, { before, ...geometry }: CaseOf, image: Image) {
  const builder = new GraphBuilder(convolve === own ? 'float32' : 'float64');
  const { inputs, feeds } = recorded(builder, image, geometry.size);
  const { mean: m, variance, gamma, beta } = inputs;
  const normal = before && {
    ...{ mean: m, variance, unbiased: before.unbiased },
    learned: before.learned ? { gamma, beta } : undefined,
  };
  const found = convolve({ ...inputs, before: normal }, { ...geometry, statistics: true });
  const names: string[] = [];
  const output = (name: string, value: Value): void => {
    names.push(name);
    builder.output(name, value);
  };
  output('y', found.y);
  output('mean of y', found.mean);
  output('variance of y', found.variance);
  const xs = {
    ...{ x: inputs.x, depthwise: inputs.depthwise, pointwise: inputs.pointwise },
    ...(before ? { mean: m, variance } : {}),
    ...(before?.learned ? { gamma, beta } : {}),
  };
  for (const [way, lossOf] of Object.entries(WAYS)) {
    const seen =
      way === 'y' ? convolve({ ...inputs, before: normal }, { ...geometry, statistics: false }) : found;
    const loss = lossOf(seen, inputs.factor);
    gradients(loss, scalar(builder.graph, 1), Object.values(xs)).forEach((gradient, k) =>
      output(`${way}: ${Object.keys(xs)[k]!}`, gradient!),
    );
  }
  const used = new Set(names.flatMap((name) => namesOf(builder, name)));
  const session = new Session(builder);
  const fed = Object.fromEntries(Object.entries(feeds()).filter(([name]) => used.has(name)));
  const result: Partial<Record<string, Numbers>> = session.run(fed, names);
  session.dispose();
  return { result, nodes: builder.graph.nodes };
}

/** Inputs that an output needs. */
function namesOf(builder: GraphBuilder, output: string): string[] {
  const needed = new Set<unknown>();
  const stack = [...builder.outputs.get(output)!.values];
  for (let value = stack.pop(); value; value = stack.pop()) {
    if (needed.has(value.node)) continue;
    needed.add(value.node);
    stack.push(...value.node.inputs);
  }
  return [...builder.inputs].flatMap(([name, { values }]) =>
    values.some((value) => needed.has(value.node)) ? [name] : [],
  );
}

describe.each(CASES)(
  'a kernel of $size, stride $stride, dilation $dilation, $front',
  ({ images, ...each }) => {
    it.each(images)(
      'is what the common operations make of %i×%i×%i×%i → %i, with their gradients',
      (...image) => {
        const [ours, theirs] = [computed(own, each, image), computed(common, each, image)];
        expect(ours.nodes.some(({ op }) => op === 'PlateauSeparable')).toBe(true);
        for (const [name, values] of Object.entries(theirs.result)) {
          const error = relativeError(ours.result[name]!, values!);
          expect(error, name).toBeLessThan(1e-5);
        }
      },
    );
  },
);
