/**
 * The candidate operations of an edge, as the reference codes have them: x [B, H, W, C] →
 * [B, H/s, W/s, C]. One entry an operation; each says what it adds to its node for the weight `mix`.
 */
import type { OperationName } from '../../../src-shared/space/spaces.ts';
import type { Value } from '../tensorflow/graph.ts';
import { constant, mul, relu } from '../tensorflow/ops/basic.ts';
import { avgPool, conv2d, depthwiseConv2d, maxPool } from '../tensorflow/ops/network.ts';
import { concat, everySecondPixel, pad, toPhases } from '../tensorflow/ops/shape.ts';
import type { BatchNorm, Parameter, ParameterList } from './parameters.ts';
import type { Contribution, Mix, Pass } from './pass.ts';

export interface Place {
  readonly cell: number;
  readonly edge: number;
}

/** An operation with its parameters; undefined: it adds nothing. */
export type Operation = (pass: Pass, x: Value, mix?: Mix) => Contribution | undefined;

export interface OperationSpec {
  readonly name: string;
  readonly channels: number;
  readonly stride: 1 | 2;
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
      ? identity
      : factorizedReduce(list, spec.name, spec.channels, spec.channels, spec.affine),
  sep_conv_3x3: (list, spec) => separable(list, spec, 3),
  sep_conv_5x5: (list, spec) => separable(list, spec, 5),
  dil_conv_3x3: (list, spec) => dilated(list, spec, 3),
  dil_conv_5x5: (list, spec) => dilated(list, spec, 5),
  sep_conv_7x7: (list, spec) => separable(list, spec, 7),
  conv_7x1_1x7: factorizedConv,
  noise: (_, spec) => (pass, x, mix) => {
    const { shape } = spec.stride === 1 ? x : everySecondPixel(x, 0);
    return weighted(pass.noise(shape, spec.place.cell, spec.place.edge), mix);
  },
};

const identity: Operation = (_, x, mix) => weighted(x, mix);

function weighted(value: Value, mix: Mix | undefined): Contribution {
  return { value: mix ? mul(value, mix.scalar) : value };
}

/**
 * A window of stride 2 with one pixel of padding on each side starts at −1, as PyTorch has it; on even
 * sides the far padding is never reached, so padding the near side is enough.
 */
function strided(
  x: Value,
  stride: 1 | 2,
  apply: (x: Value, stride: 1 | 2, padding: 'SAME' | 'VALID') => Value,
  padValue = 0,
  amount = 1,
): Value {
  if (stride === 1) return apply(x, 1, 'SAME');
  return apply(
    pad(
      x,
      [
        [0, 0],
        [amount, amount - 1],
        [amount, amount - 1],
        [0, 0],
      ],
      padValue,
    ),
    2,
    'VALID',
  );
}

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

/** Pools are followed by a batch norm without γ, β: the same for all edges from one source, so computed once. */
function pooled(
  list: ParameterList,
  spec: OperationSpec,
  apply: (x: Value, stride: 1 | 2) => Value,
): Operation {
  const batchNorm = list.batchNorm(`${spec.name}.1`, spec.channels, spec.affine);
  return (pass, x, mix) => {
    const { value, bias } = pass.normaliseMixed(
      batchNorm,
      apply(x, spec.stride),
      undefined,
      pass.training ? undefined : mix,
    );
    if (!pass.training) return bias ? { value, bias } : { value };
    return weighted(value, mix);
  };
}

/** ReLU, depthwise k×k, pointwise, batch norm, and the same again with stride 1. */
function separable(
  list: ParameterList,
  { name, channels, stride, affine }: OperationSpec,
  k: number,
): Operation {
  const first = depthwiseSeparable(list, name, 1, channels, k, affine);
  const second = depthwiseSeparable(list, name, 5, channels, k, affine);
  const amount = (k - 1) / 2;
  return (pass, x, mix) => {
    const kernel = pass.weight(first.depthwise);
    const z = strided(relu(x), stride, (y, s, p) => depthwiseConv2d(y, kernel, s, p), 0, amount);
    const y = relu(pass.normalise(first.batchNorm, z, first.pointwise));
    const z2 = depthwiseConv2d(y, pass.weight(second.depthwise), 1, 'SAME');
    return pass.normaliseMixed(second.batchNorm, z2, second.pointwise, mix);
  };
}

interface DepthwiseSeparable {
  readonly depthwise: Parameter;
  readonly pointwise: Parameter;
  readonly batchNorm: BatchNorm;
}

function depthwiseSeparable(
  list: ParameterList,
  name: string,
  first: number,
  channels: number,
  k: number,
  affine: boolean,
): DepthwiseSeparable {
  return {
    depthwise: list.depthwise(`${name}.op.${first}.weight`, k, channels),
    pointwise: list.conv(`${name}.op.${first + 1}.weight`, 1, channels, channels),
    batchNorm: list.batchNorm(`${name}.op.${first + 2}`, channels, affine),
  };
}

/**
 * ReLU, depthwise k×k of dilation 2, pointwise, batch norm. TensorFlow has no dilated depthwise kernel on
 * the CPU: within each of the four pixel phases it is a plain one. Stride 2 sees only the even phase; stride
 * 1 stays in phases, which the pointwise convolution and batch norm do not mind, up to the node's sum.
 */
function dilated(
  list: ParameterList,
  { name, channels, stride, affine }: OperationSpec,
  k: number,
): Operation {
  const { depthwise, pointwise, batchNorm } = depthwiseSeparable(list, name, 1, channels, k, affine);
  return (pass, x, mix) => {
    const phases = stride === 1;
    const y = phases ? toPhases(relu(x)) : everySecondPixel(relu(x), 0);
    const z = depthwiseConv2d(y, pass.weight(depthwise), 1, 'SAME');
    return { ...pass.normaliseMixed(batchNorm, z, pointwise, mix), phases };
  };
}

/** ReLU, 1×7, 7×1, batch norm. Strides commute with both convolutions: they are taken once, at the end. */
function factorizedConv(list: ParameterList, { name, channels, stride, affine }: OperationSpec): Operation {
  const row = list.conv(`${name}.1.weight`, 1, channels, channels, 7);
  const column = list.conv(`${name}.2.weight`, 7, channels, channels, 1);
  const batchNorm = list.batchNorm(`${name}.3`, channels, affine);
  return (pass, x, mix) => {
    const y = conv2d(conv2d(relu(x), pass.weight(row)), pass.weight(column));
    return pass.normaliseMixed(batchNorm, stride === 2 ? everySecondPixel(y, 0) : y, undefined, mix);
  };
}

/** ReLU, two 1×1 convolutions of stride 2 on even and on odd pixels, joined, batch norm. Needs even sides. */
export function factorizedReduce(
  list: ParameterList,
  name: string,
  inputs: number,
  outputs: number,
  affine: boolean,
): Operation {
  const even = list.conv(`${name}.conv_1.weight`, 1, inputs, Math.floor(outputs / 2));
  const odd = list.conv(`${name}.conv_2.weight`, 1, inputs, outputs - Math.floor(outputs / 2));
  const batchNorm = list.batchNorm(`${name}.bn`, outputs, affine);
  return (pass, x, mix) => {
    const active = relu(x);
    const halves = [
      conv2d(everySecondPixel(active, 0), pass.weight(even)),
      conv2d(everySecondPixel(active, 1), pass.weight(odd)),
    ];
    return pass.normaliseMixed(batchNorm, concat(halves, 3), undefined, mix);
  };
}

/** ReLU, 1×1 convolution, batch norm. */
export function reluConvBatchNorm(
  list: ParameterList,
  name: string,
  inputs: number,
  outputs: number,
  affine: boolean,
): Operation {
  const kernel = list.conv(`${name}.op.1.weight`, 1, inputs, outputs);
  const batchNorm = list.batchNorm(`${name}.op.2`, outputs, affine);
  return (pass, x) => ({ value: pass.normalise(batchNorm, relu(x), kernel) });
}
