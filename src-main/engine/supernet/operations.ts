/**
 * The candidate operations of an edge, as the reference codes have them: x [B, H, W, C] →
 * [B, H/s, W/s, C]. One entry an operation; each says what it adds to its node.
 */
import type { OperationName } from '../../../src-shared/space/spaces.ts';
import type { Value } from '../tensorflow/graph.ts';
import { constant, mul, relu } from '../tensorflow/ops/basic.ts';
import { avgPool, conv2d, maxPool } from '../tensorflow/ops/network.ts';
import { everySecondPixel } from '../tensorflow/ops/shape.ts';
import type { ParameterList, Place } from './parameters.ts';
import type { Operation } from './pass.ts';
import { factorizedReduce } from './pointwise.ts';
import { chain, stage } from './separable.ts';
import { strided } from './strided.ts';

export interface OperationSpec {
  readonly name: string;
  readonly channels: number;
  readonly stride: 1 | 2;
  /** Batch norms have γ and β, and pools are not followed by one: as in an evaluation network. */
  readonly affine: boolean;
  readonly place: Place;
}

type Factory = (list: ParameterList, spec: OperationSpec) => Operation;

export const OPERATION_FACTORIES: Readonly<Record<OperationName, Factory>> = {
  none: () => () => undefined,
  max_pool_3x3: (list, spec) =>
    pooled(list, spec, (x, stride) => strided(x, stride, (y, s, p) => maxPool(y, 3, s, p), -Infinity)),
  avg_pool_3x3: (list, spec) => pooled(list, spec, averagePool),
  skip_connect: (list, spec) =>
    spec.stride === 1
      ? (pass, x) => pass.mixed(pass.dropSkip?.(x, spec.place) ?? x, spec.place)
      : factorizedReduce(list, spec.name, spec.channels, spec.channels, spec.affine, spec.place),
  sep_conv_3x3: (list, spec) => separable(list, spec, 3),
  sep_conv_5x5: (list, spec) => separable(list, spec, 5),
  dil_conv_3x3: (list, spec) => dilated(list, spec, 3),
  dil_conv_5x5: (list, spec) => dilated(list, spec, 5),
  sep_conv_7x7: (list, spec) => separable(list, spec, 7),
  conv_7x1_1x7: factorizedConv,
  noise: (_, spec) => (pass, x) => {
    const [batch = 0, height = 0, width = 0, channels = 0] = x.shape;
    const side = (size: number): number => size / spec.stride;
    return pass.mixedNoise([batch, side(height), side(width), channels], spec.place);
  },
};

/** 3×3 mean over the pixels inside the image (count_include_pad=False). */
function averagePool(x: Value, stride: 1 | 2): Value {
  if (stride === 1) return avgPool(x, 3, 1, 'SAME');
  const sums = strided(x, 2, (y) => avgPool(y, 3, 2, 'VALID'));
  const [, height = 0, width = 0] = sums.shape;
  const inside = (index: number): number => (index === 0 ? 2 : 3);
  const corrections = Array.from({ length: height * width }, (_, index) => {
    return 9 / (inside(Math.floor(index / width)) * inside(index % width));
  });
  return mul(sums, constant(x.node.graph, corrections, [1, height, width, 1]));
}

/** In a search pools are followed by a batch norm, the same for all edges from one source, so computed once. */
function pooled(
  list: ParameterList,
  { name, channels, stride, affine, place }: OperationSpec,
  apply: (x: Value, stride: 1 | 2) => Value,
): Operation {
  if (affine) return (_, x) => ({ value: apply(x, stride) });
  const batchNorm = list.batchNorm(`${name}.1`, channels, false, { place, shared: true });
  return (pass, x) => pass.normaliseMixed(batchNorm, apply(x, stride));
}

/** ReLU, depthwise k×k, pointwise, batch norm, and the same again with stride 1. */
function separable(list: ParameterList, spec: OperationSpec, size: number): Operation {
  const { place, ...common } = { ...spec, size, dilation: 1 } as const;
  return chain([
    stage(list, { ...common, first: 1 }),
    stage(list, { ...common, first: 5, stride: 1, place }),
  ]);
}

/** ReLU, depthwise k×k of dilation 2, pointwise, batch norm. */
function dilated(list: ParameterList, spec: OperationSpec, size: number): Operation {
  return chain([stage(list, { ...spec, size, dilation: 2, first: 1 })]);
}

/** ReLU, 1×7, 7×1, batch norm. Strides commute with both convolutions: they are taken once, at the end. */
function factorizedConv(
  list: ParameterList,
  { name, channels, stride, affine, place }: OperationSpec,
): Operation {
  const row = list.conv(`${name}.1.weight`, 1, channels, channels, 7);
  const column = list.conv(`${name}.2.weight`, 7, channels, channels, 1);
  const batchNorm = list.batchNorm(`${name}.3`, channels, affine, { place });
  return (pass, x) => {
    const y = conv2d(conv2d(relu(x), pass.weight(row)), pass.weight(column));
    return pass.normaliseMixed(batchNorm, stride === 2 ? everySecondPixel(y, 0) : y);
  };
}
