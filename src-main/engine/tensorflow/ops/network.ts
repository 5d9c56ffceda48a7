/** Convolutions, pools, matrix product and batch norm: images are [B, H, W, C]. */
import { type Attributes, type DType, output, type Shape, sizeOf, type Value } from '../graph.ts';
import { add, filled, mul, relu, rsqrt, scalar, scale, square, sub } from './basic.ts';
import { mean } from './shape.ts';

export type Window = 'SAME' | 'VALID';

const NHWC = { string: 'NHWC' };

function windowed(side: number, kernel: number, stride: number, padding: Window): number {
  return Math.ceil((padding === 'SAME' ? side : side - kernel + 1) / stride);
}

/** Convolution with a kernel [k, k, C, D]: [B, H, W, C] → [B, H', W', D]. */
export function conv2d(x: Value, kernel: Value, padding: Window = 'SAME', stride: 1 | 2 = 1): Value {
  const [batch = 0, height = 0, width = 0] = x.shape;
  const [k = 1, , , filters = 0] = kernel.shape;
  const shape = [batch, windowed(height, k, stride, padding), windowed(width, k, stride, padding), filters];
  const outputs = [{ shape, dtype: x.dtype }];
  return output(x.node.graph.add('Conv2D', [x, kernel], convolved(x, padding, stride), outputs));
}

function convolved(x: Value, padding: Window, stride = 1): Attributes {
  return {
    T: { type: x.dtype },
    strides: { ints: [1, stride, stride, 1] },
    padding: { string: padding },
    data_format: NHWC,
  };
}

/** Depthwise convolution with a kernel [k, k, C, 1]: every channel by itself. */
export function depthwiseConv2d(x: Value, kernel: Value, stride: 1 | 2, padding: Window): Value {
  const [batch = 0, height = 0, width = 0, channels = 0] = x.shape;
  const k = kernel.shape[0] ?? 1;
  const attributes = {
    T: { type: x.dtype },
    strides: { ints: [1, stride, stride, 1] },
    padding: { string: padding },
    data_format: NHWC,
  };
  const shape = [batch, windowed(height, k, stride, padding), windowed(width, k, stride, padding), channels];
  return output(
    x.node.graph.add('DepthwiseConv2dNative', [x, kernel], attributes, [{ shape, dtype: x.dtype }]),
  );
}

function pool(op: string, x: Value, size: number, stride: number, padding: Window): Value {
  const [batch = 0, height = 0, width = 0, channels = 0] = x.shape;
  const attributes = {
    T: { type: x.dtype },
    ksize: { ints: [1, size, size, 1] },
    strides: { ints: [1, stride, stride, 1] },
    padding: { string: padding },
    data_format: NHWC,
  };
  const shape = [
    batch,
    windowed(height, size, stride, padding),
    windowed(width, size, stride, padding),
    channels,
  ];
  return output(x.node.graph.add(op, [x], attributes, [{ shape, dtype: x.dtype }]));
}

/** Padding counts as −∞. */
export const maxPool = (x: Value, size: number, stride: number, padding: Window): Value =>
  pool('MaxPool', x, size, stride, padding);
/** Padding does not count. */
export const avgPool = (x: Value, size: number, stride: number, padding: Window): Value =>
  pool('AvgPool', x, size, stride, padding);

/** [n, k] · [k, m]. */
export function matMul(a: Value, b: Value, transposeA = false, transposeB = false): Value {
  const rows = a.shape[transposeA ? 1 : 0] ?? 0;
  const columns = b.shape[transposeB ? 0 : 1] ?? 0;
  const attributes = {
    T: { type: a.dtype },
    transpose_a: { bool: transposeA },
    transpose_b: { bool: transposeB },
  };
  return output(a.node.graph.add('MatMul', [a, b], attributes, [{ shape: [rows, columns], dtype: a.dtype }]));
}

/** Matrix products [G, S, n, C] · [N, C, D] → [G, N, n, D], S being N or 1. */
export function batchMatMul(a: Value, b: Value): Value {
  const [groups = 0, , rows = 0] = a.shape;
  const [matrices = 0, , columns = 0] = b.shape;
  const attributes = { T: { type: a.dtype }, adj_x: { bool: false }, adj_y: { bool: false } };
  const shape = [groups, matrices, rows, columns];
  return output(a.node.graph.add('BatchMatMulV2', [a, b], attributes, [{ shape, dtype: a.dtype }]));
}

/** `x` plus a vector along its last axis: what TensorFlow fuses with the product before it. */
export function biasAdd(x: Value, bias: Value): Value {
  const attributes = { T: { type: x.dtype }, data_format: NHWC };
  return output(x.node.graph.add('BiasAdd', [x, bias], attributes, [x]));
}

export interface Finish {
  /** [D] */
  readonly bias: Value;
  readonly relu?: boolean;
}

/** 1×1 convolution with a kernel [1, 1, C, D], plus a bias, then ReLU, where wanted: → [B, H, W, D]. */
export function pointwise(x: Value, kernel: Value, finish?: Finish): Value {
  if (!finish) return conv2d(x, kernel);
  const { bias, relu: active = false } = finish;
  const { graph } = x.node;
  if (!graph.fuses) {
    const sum = biasAdd(conv2d(x, kernel), bias);
    return active ? relu(sum) : sum;
  }
  const attributes = {
    ...convolved(x, 'SAME'),
    TArgs: { types: [x.dtype] },
    num_args: { int: 1 },
    fused_ops: { strings: active ? ['BiasAdd', 'Relu'] : ['BiasAdd'] },
  };
  const shape = [...x.shape.slice(0, 3), kernel.shape[3] ?? 0];
  return output(graph.add('_FusedConv2D', [x, kernel, bias], attributes, [{ shape, dtype: x.dtype }]));
}

/** PyTorch's default, which all reference codes use. */
export const BATCH_NORM_EPSILON = 1e-5;

export interface BatchNormResult {
  readonly y: Value;
  /** [C] */
  readonly batchMean: Value;
  /** [C], unbiased (n − 1), as it enters the running statistics. */
  readonly batchVariance: Value;
}

/**
 * Batch norm with the statistics of this batch: y = γ (x − μ)/√(σ² + ε) + β, σ² biased.
 * In float64, where TensorFlow has no fused kernel, it is made of elementary operations.
 */
export function batchNorm(x: Value, gamma: Value, beta?: Value): BatchNormResult {
  const graph = x.node.graph;
  const channels = x.shape[3] ?? 0;
  if (graph.precision === 'float64') return elementaryBatchNorm(x, gamma, beta);
  const none = filled(graph, 0, [0]);
  const attributes = {
    T: { type: x.dtype },
    U: { type: x.dtype },
    epsilon: { float: BATCH_NORM_EPSILON },
    exponential_avg_factor: { float: 1 },
    data_format: NHWC,
    is_training: { bool: true },
  };
  const shape: Shape = [channels];
  const perChannel = { shape, dtype: 'real' as DType };
  const inputs = [x, gamma, beta ?? filled(graph, 0, shape), none, none];
  const node = graph.add('FusedBatchNormV3', inputs, attributes, [
    x,
    perChannel,
    perChannel,
    perChannel,
    perChannel,
    perChannel,
  ]);
  return { y: output(node, 0), batchMean: output(node, 1), batchVariance: output(node, 2) };
}

function elementaryBatchNorm(x: Value, gamma: Value, beta?: Value): BatchNormResult {
  const graph = x.node.graph;
  const count = sizeOf(x.shape) / (x.shape[3] ?? 1);
  const batchMean = mean(x, [0, 1, 2]);
  const centred = sub(x, batchMean);
  const variance = mean(square(centred), [0, 1, 2]);
  const normalised = mul(centred, rsqrt(add(variance, scalar(graph, BATCH_NORM_EPSILON))));
  const scaled = mul(normalised, gamma);
  return {
    y: beta ? add(scaled, beta) : scaled,
    batchMean,
    batchVariance: scale(variance, count / (count - 1)),
  };
}
