/** Our own ReLU and pointwise convolution of images side by side against TensorFlow's common operations in float64. */
import { describe, expect, it } from 'vitest';
import { gradients } from '../../src-main/engine/tensorflow/autodiff/reverse.ts';
import { scalar, sub } from '../../src-main/engine/tensorflow/ops/basic.ts';
import type { Value } from '../../src-main/engine/tensorflow/graph.ts';
import { relu } from '../../src-main/engine/tensorflow/ops/basic.ts';
import { pointwise } from '../../src-main/engine/tensorflow/ops/network.ts';
import {
  type Normalisation,
  type OwnConvResult,
  pointwiseConv,
  type PointwiseSpec,
} from '../../src-main/engine/tensorflow/ops/own.ts';
import { concat, everySecondPixel, sum } from '../../src-main/engine/tensorflow/ops/shape.ts';
import { positives, relativeError } from '../fixtures/arithmetic.ts';
import { computed, type Input, normalised, outputsOf, withStatistics } from '../fixtures/ownConvolution.ts';

interface Case {
  /** [batch, height, width] */
  readonly size: readonly [number, number, number];
  /** Channels of the images side by side. */
  readonly parts: readonly number[];
  /** Filters of each kernel: two see every second pixel. */
  readonly filters: readonly number[];
  /** Images that the operation reads. */
  readonly read: number;
}

const CASES: readonly Case[] = [
  { size: [2, 8, 8], parts: [16], filters: [16], read: 1 },
  { size: [3, 4, 6], parts: [8], filters: [24], read: 1 },
  { size: [2, 5, 3], parts: [16, 16, 16, 16], filters: [16], read: 4 },
  { size: [2, 6, 6], parts: [8, 8, 8, 8], filters: [16], read: 4 },
  { size: [1, 40, 34], parts: [16, 32], filters: [8], read: 2 },
  { size: [2, 3, 4], parts: [4, 4, 4, 4], filters: [4], read: 4 },
  // Parts that no vector divides are joined first.
  { size: [2, 4, 4], parts: [6, 10], filters: [8], read: 1 },
  { size: [2, 8, 8], parts: [16], filters: [8, 8], read: 1 },
  { size: [2, 4, 8], parts: [8], filters: [4, 4], read: 1 },
  { size: [3, 6, 4], parts: [16, 16, 16, 16], filters: [16, 16], read: 4 },
  { size: [1, 36, 40], parts: [16], filters: [8, 8], read: 1 },
  { size: [2, 2, 2], parts: [4, 4], filters: [1, 3], read: 2 },
];

type Convolve = (x: Value, kernels: readonly Value[], spec: PointwiseSpec) => OwnConvResult;

const common: Convolve = (x, kernels, { stride, after }) => {
  const active = relu(x);
  const halves = kernels.map((kernel, k) =>
    pointwise(stride === 2 ? everySecondPixel(active, k as 0 | 1) : active, kernel),
  );
  return withStatistics(normalised(concat(halves, 3), after));
};

function recorded(input: Input, { size, parts, filters }: Case) {
  const images = parts.map((channels, k) => input(`x${k}`, [...size, channels]));
  const inputs = parts.reduce((all, each) => all + each, 0);
  const kernels = filters.map((each, k) => input(`kernel${k}`, [1, 1, inputs, each]));
  const stride = kernels.length === 2 ? 2 : 1;
  return { images, x: concat(images, 3), kernels, stride } as const;
}

const named = (name: string, values: readonly Value[]): Record<string, Value> =>
  Object.fromEntries(values.map((value, k) => [`${name}${k}`, value]));

function results(convolve: Convolve, each: Case) {
  return computed(convolve === common ? 'float64' : 'float32', each.parts.length, (input, output) => {
    const { images, x, kernels, stride } = recorded(input, each);
    const factor = input('factor', [each.filters.reduce((a, b) => a + b, 0)]);
    const of = (statistics: boolean) => convolve(x, kernels, { stride, statistics });
    outputsOf(of, factor, { ...named('x', images), ...named('kernel', kernels) }, output);
  });
}

function expectAlike(ours: ReturnType<typeof computed>, theirs: ReturnType<typeof computed>): void {
  for (const [name, values] of Object.entries(theirs.result))
    expect(relativeError(ours.result[name]!, values!), name).toBeLessThan(1e-5);
}

describe.each(CASES)('images of $parts channels, $size, convolved by kernels of $filters filters', (each) => {
  it('give what the common operations make of them joined, with the gradients', () => {
    const [ours, theirs] = [results(pointwiseConv, each), results(common, each)];
    const made = ours.nodes.filter(({ op }) => op === 'PlateauPointwise');
    expect(made).toHaveLength(2);
    for (const { attributes } of made) expect(attributes['parts']).toEqual({ int: each.read });
    expectAlike(ours, theirs);
  });

  it.each([
    { unbiased: true, learned: true },
    { unbiased: true, learned: false },
    { unbiased: false, learned: true },
    { unbiased: false, learned: false },
  ])('are normalised by given statistics (unbiased $unbiased, learned $learned)', ({ unbiased, learned }) => {
    const way = (convolve: Convolve) =>
      computed(convolve === common ? 'float64' : 'float32', 7, (input, output) => {
        const { x, kernels, stride } = recorded(input, each);
        output('y', convolve(x, kernels, { stride, statistics: false, after: norm(input) }).y);
      });
    const norm = (input: Input): Normalisation => {
      const channels = [each.filters.reduce((a, b) => a + b, 0)];
      const [mean, variance] = [input('mean', channels), input('variance', channels, positives)];
      const scales = { gamma: input('gamma', channels), beta: input('beta', channels) };
      return { mean, variance, unbiased, learned: learned ? scales : undefined };
    };
    expectAlike(way(pointwiseConv), way(common));
  });
});

it('gives no gradient by what is in front of a batch norm of its own', () => {
  computed('float32', 1, (input, output) => {
    const x = input('x', [1, 4, 4, 8]);
    const after = { mean: input('mean', [8]), variance: input('variance', [8], positives), unbiased: false };
    const kernels = [input('kernel', [1, 1, 8, 8])];
    const { y } = pointwiseConv(x, kernels, { stride: 1, statistics: false, after });
    expect(() => gradients(sum(y), scalar(x.node.graph, 1), [x])).toThrow('no gradient passes a batch norm');
    output('zero', sub(sum(y), sum(y)));
  });
});

it('gives no gradient by kernels that nobody asks for', () => {
  const { nodes } = computed('float32', 1, (input, output) => {
    const x = input('x', [1, 4, 4, 8]);
    const { y } = pointwiseConv(x, [input('kernel', [1, 1, 8, 8])], { stride: 1, statistics: false });
    output('dx', gradients(sum(y), scalar(x.node.graph, 1), [x])[0]!);
  });
  const weights = nodes.flatMap(({ op, attributes }) =>
    op === 'PlateauPointwiseGrad' ? attributes['weights'] : [],
  );
  expect(weights).toEqual([{ bool: false }]);
});
