/** Our own separable convolution against TensorFlow's common operations in float64. */
import { describe, expect, it } from 'vitest';
import type { Value } from '../../src-main/engine/tensorflow/graph.ts';
import { relu } from '../../src-main/engine/tensorflow/ops/basic.ts';
import { depthwiseConv2d, pointwise } from '../../src-main/engine/tensorflow/ops/network.ts';
import {
  type Normalisation,
  type OwnConvResult,
  separableConv,
  type SeparableSpec,
} from '../../src-main/engine/tensorflow/ops/own.ts';
import { everySecondPixel, fromPhases, pad, toPhases } from '../../src-main/engine/tensorflow/ops/shape.ts';
import { positives, relativeError } from '../fixtures/arithmetic.ts';
import { computed, normalised, outputsOf, withStatistics } from '../fixtures/ownConvolution.ts';

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
}

type Convolve = (inputs: Inputs, spec: Omit<SeparableSpec, 'before'>) => OwnConvResult;

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
  return withStatistics(pointwise(stride === 1 ? dense : everySecondPixel(even, 0), inputs.pointwise));
};

type CaseOf = Geometry & { readonly before: Before | undefined };

function results(convolve: Convolve, { before, ...geometry }: CaseOf, image: Image) {
  const [batch, height, width, channels, filters] = image;
  const { size } = geometry;
  return computed(convolve === own ? 'float32' : 'float64', size, (input, output) => {
    const [x, depthwise, matrix] = [
      input('x', [batch, height, width, channels]),
      input('depthwise', [size, size, channels, 1]),
      input('pointwise', [1, 1, channels, filters]),
    ];
    const [mean, variance] = [input('mean', [channels]), input('variance', [channels], positives)];
    const [gamma, beta] = [input('gamma', [channels]), input('beta', [channels])];
    const normal = before && {
      ...{ mean, variance, unbiased: before.unbiased },
      learned: before.learned ? { gamma, beta } : undefined,
    };
    const inputs = { x, depthwise, pointwise: matrix, before: normal };
    outputsOf(
      (statistics) => convolve(inputs, { ...geometry, statistics }),
      input('factor', [filters]),
      {
        ...{ x, depthwise, pointwise: matrix },
        ...(before ? { mean, variance } : {}),
        ...(before?.learned ? { gamma, beta } : {}),
      },
      output,
    );
  });
}

describe.each(CASES)(
  'a kernel of $size, stride $stride, dilation $dilation, $front',
  ({ images, ...each }) => {
    it.each(images)(
      'is what the common operations make of %i×%i×%i×%i → %i, with their gradients',
      (...image) => {
        const [ours, theirs] = [results(own, each, image), results(common, each, image)];
        expect(ours.nodes.some(({ op }) => op === 'PlateauSeparable')).toBe(true);
        for (const [name, values] of Object.entries(theirs.result)) {
          const error = relativeError(ours.result[name]!, values!);
          expect(error, name).toBeLessThan(1e-5);
        }
      },
    );
  },
);
