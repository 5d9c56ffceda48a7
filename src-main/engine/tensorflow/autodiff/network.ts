/** Rules of convolutions, matrix product, pools and batch norm, and forward rules of their gradients. */
import { type DType, type Node, output, sizeOf, type Value } from '../graph.ts';
import { add, integers, integersOf, mul, neg, rsqrt, scalar, scale, sub } from '../ops/basic.ts';
import { BATCH_NORM_EPSILON, biasAdd, conv2d, matMul } from '../ops/network.ts';
import { reluGradient, unbroadcast } from './elementwise.ts';
import { concat, flatten, gather, mean, pad, reshape, slice, transpose } from '../ops/shape.ts';
import { input, type Maybe, multilinear, type Rule, sumOf, zerosLike } from './rules.ts';

const INT32 = { type: 'int32' as DType };

type KernelGradient = (node: Node, gradient: Value) => Value;

/** Convolutions: gradient ops take the input's (or the kernel's) shape in place of its value. */
function convolution(inputOp: string, kernelGradient: KernelGradient): Rule {
  return {
    reverse: (node, [gradient], needed) => {
      if (!gradient) return [];
      const [x, kernel] = [input(node, 0), input(node, 1)];
      if (node.op === 'Conv2D' && kernel.shape[0] === 1 && kernel.shape[1] === 1)
        return pointwiseGradients(node, gradient, needed);
      const { graph, attributes } = node;
      const forInput = (): Value =>
        output(graph.add(inputOp, [integersOf(x), kernel, gradient], attributes, [x]));
      return [needed[0] ? forInput() : undefined, needed[1] ? kernelGradient(node, gradient) : undefined];
    },
    forward: multilinear(0, 1),
  };
}

/** Gradients of x and kernel of a 1×1 convolution, as matrix products over pixels: oneDNN is slower at them. */
function pointwiseGradients(node: Node, gradient: Value, needed: readonly boolean[]): readonly Maybe[] {
  const [x, kernel] = [input(node, 0), input(node, 1)];
  const [, , channels = 0, filters = 0] = kernel.shape;
  const rows = (value: Value, columns: number): Value =>
    reshape(value, [sizeOf(value.shape) / columns, columns]);
  const g = rows(gradient, filters);
  return [
    needed[0] ? reshape(matMul(g, rows(kernel, filters), false, true), x.shape) : undefined,
    needed[1] ? reshape(matMul(rows(x, channels), g, true, false), kernel.shape) : undefined,
  ];
}

const plainKernelGradient: KernelGradient = (node, gradient) => {
  const [x, kernel] = [input(node, 0), input(node, 1)];
  const inputs = [x, integersOf(kernel), gradient];
  return output(node.graph.add('Conv2DBackpropFilter', inputs, node.attributes, [kernel]));
};

/** Widest depthwise kernel whose gradient oneDNN computes fast: wider ones take 5–10 times as long. */
const FAST_COLUMNS = 3;

/** Gradient of a depthwise kernel [k, k, C, 1], a few of its columns at a time. */
const depthwiseKernelGradient: KernelGradient = (node, gradient) => {
  const { graph, attributes } = node;
  const [x, kernel] = [input(node, 0), input(node, 1)];
  const [rows = 1, columns = 1, channels = 1] = kernel.shape;
  const taps = (from: Value, width: number, options: typeof attributes): Value => {
    const shape = [rows, width, channels, 1];
    const inputs = [from, integers(graph, shape), gradient];
    const outputs = [{ shape, dtype: x.dtype }];
    return output(graph.add('DepthwiseConv2dNativeBackpropFilter', inputs, options, outputs));
  };
  if (columns <= FAST_COLUMNS) return taps(x, columns, attributes);
  const padded = paddedAsSame(node, x, gradient);
  const stride = padded === x ? strideOf(node) : 1;
  const [batch = 0, height = 0] = padded.shape;
  const reach = ((gradient.shape[2] ?? 1) - 1) * stride;
  const groups: Value[] = [];
  for (let first = 0; first < columns; first += FAST_COLUMNS) {
    const width = Math.min(FAST_COLUMNS, columns - first);
    const seen = slice(padded, [0, 0, first, 0], [batch, height, reach + width, channels]);
    groups.push(taps(seen, width, { ...attributes, padding: { string: 'VALID' } }));
  }
  return concat(groups, 1);
};

/**
 * The input of a convolution with padding SAME and stride 1, padded; of one with VALID, as it is. Not before
 * there is a gradient: padded during the forward pass it would take up memory until then.
 */
function paddedAsSame(node: Node, x: Value, gradient: Value): Value {
  const padding = node.attributes['padding'];
  if (padding && 'string' in padding && padding.string === 'VALID') return x;
  const [rows = 1, columns = 1] = input(node, 1).shape;
  const around = (size: number): readonly [number, number] => [(size - 1) / 2, (size - 1) / 2];
  return pad(x, [[0, 0], around(rows), around(columns), [0, 0]], 0, [gradient.node]);
}

function strideOf(node: Node): number {
  const strides = node.attributes['strides'];
  return strides && 'ints' in strides ? (strides.ints[1] ?? 1) : 1;
}

/** Pools: the gradient op sees the pool's input and output; max pool routes to the first largest element. */
function throughRelu(node: Node, gradient: Value): Value {
  const attribute = node.attributes['fused_ops'];
  const active = attribute && 'strings' in attribute && attribute.strings.includes('Relu');
  return active ? reluGradient(gradient, output(node)) : gradient;
}

/** relu(x∗kernel + bias) with a 1×1 kernel, ReLU where it is among the fused operations. */
const FINISHED_POINTWISE: Rule = {
  reverse: (node, [gradient], needed) => {
    if (!gradient) return [];
    const inner = throughRelu(node, gradient);
    const bias = needed[2] ? unbroadcast(inner, input(node, 2).shape) : undefined;
    return [...pointwiseGradients(node, inner, needed), bias];
  },
  forward: (node, [xTangent, kernelTangent, biasTangent]) => {
    const [x, kernel] = [input(node, 0), input(node, 1)];
    const moved = sumOf([xTangent && conv2d(xTangent, kernel), kernelTangent && conv2d(x, kernelTangent)]);
    const inner = biasTangent ? biasAdd(moved ?? zerosLike(output(node)), biasTangent) : moved;
    return [inner && throughRelu(node, inner)];
  },
};

const MAX_POOL: Rule = {
  reverse: (node, [gradient]) => {
    if (!gradient) return [];
    const x = input(node, 0);
    return [output(node.graph.add('MaxPoolGrad', [x, output(node), gradient], node.attributes, [x]))];
  },
  /** The tangent at the argmax. (MaxPoolGradGrad, made for this, gives zeros on the CPU.) */
  forward: (node, [tangent]) => {
    if (!tangent) return [undefined];
    const { T, ksize, strides, padding } = node.attributes;
    if (!T || !ksize || !strides || !padding) throw new Error('max pool without its attributes');
    const attributes = { T, ksize, strides, padding, Targmax: INT32, include_batch_in_index: { bool: true } };
    const { shape } = output(node);
    const outputs = [output(node), { shape, dtype: INT32.type }];
    const argMax = output(node.graph.add('MaxPoolWithArgmax', [input(node, 0)], attributes, outputs), 1);
    return [gather(flatten(tangent), argMax)];
  },
};

const AVERAGE_POOL: Rule = {
  reverse: (node, [gradient]) => {
    if (!gradient) return [];
    const x = input(node, 0);
    return [output(node.graph.add('AvgPoolGrad', [integersOf(x), gradient], node.attributes, [x]))];
  },
  forward: multilinear(0),
};

/** A 1×1 convolution again, but not before `after` has run; anything else as it is. */
function recomputed(value: Value, after: Node): Value {
  const { op, inputs, attributes, graph, outputs } = value.node;
  const [height, width] = inputs[1]?.shape ?? [];
  if (op !== 'Conv2D' || height !== 1 || width !== 1) return value;
  return output(graph.add(op, inputs, attributes, outputs, { unique: true, after: [after] }));
}

function batchNormGradient(node: Node, x: Value, gradient: Value): readonly Value[] {
  const { graph, attributes } = node;
  const { T, U, epsilon, data_format, is_training } = attributes;
  if (!T || !U || !epsilon || !data_format || !is_training)
    throw new Error('batch norm without its attributes');
  const inputs = [gradient, x, input(node, 1), output(node, 3), output(node, 4), output(node, 5)];
  const channels = input(node, 1);
  const nothing = { shape: [0], dtype: 'real' as DType };
  const outputs = [input(node, 0), channels, channels, nothing, nothing];
  return graph.add('FusedBatchNormGradV3', inputs, { T, U, epsilon, data_format, is_training }, outputs)
    .outputs;
}

/** What the forward rules of batch norm share: x̂ without γ and β, and r = 1/√(σ² + ε), both of the primal. */
function normalisation(x: Value, batchMean: Value, unbiased: Value): { xHat: Value; r: Value } {
  const count = sizeOf(x.shape) / (x.shape[3] ?? 1);
  const variance = scale(unbiased, (count - 1) / count);
  const r = rsqrt(add(variance, scalar(x.node.graph, BATCH_NORM_EPSILON)));
  return { xHat: mul(sub(x, batchMean), r), r };
}

const perChannel = (x: Value): Value => mean(x, [0, 1, 2]);

/** The Jacobian of x̂ applied to v (it is symmetric): r (v − v̄ − x̂ mean(x̂ v)). */
function jacobian(v: Value, xHat: Value, r: Value): Value {
  return mul(sub(sub(v, perChannel(v)), mul(xHat, perChannel(mul(xHat, v)))), r);
}

const BATCH_NORM: Rule = {
  reverse: (node, [gradient], _, { products }) => {
    if (!gradient) return [];
    const x = products ? recomputed(input(node, 0), gradient.node) : input(node, 0);
    return batchNormGradient(node, x, gradient).slice(0, 3);
  },
  /** ẏ = γ J ẋ + γ̇ x̂ + β̇ */
  forward: (node, [tangent, gammaTangent, betaTangent]) => {
    if (!tangent && !gammaTangent && !betaTangent) return [];
    const { xHat, r } = normalisation(input(node, 0), output(node, 1), output(node, 2));
    const terms: Maybe[] = [
      tangent && mul(jacobian(tangent, xHat, r), input(node, 1)),
      gammaTangent && mul(xHat, gammaTangent),
    ];
    const moved = sumOf(terms);
    return [moved && betaTangent ? add(moved, betaTangent) : moved];
  },
};

/**
 * Forward rule of the batch norm gradient (g, x, γ) → (dx, dγ, dβ) with dx = J(γ g), dγ = Σ g x̂, dβ = Σ g.
 * With c = mean(x̂ ẋ), ṙ = −r² c and x̂˙ = J ẋ the product rule gives
 * d(Jv) = J v̇ − r c (Jv) − r (x̂˙ mean(x̂ v) + x̂ mean(x̂˙ v)), v = γ g.
 */
const BATCH_NORM_GRADIENT: Rule = {
  forward: (node, [gTangent, xTangent, gammaTangent]) => {
    const [g, x, gamma] = [input(node, 0), input(node, 1), input(node, 2)];
    const source = input(node, 3).node;
    const { xHat, r } = normalisation(x, output(source, 1), output(source, 2));
    const count = sizeOf(x.shape) / (x.shape[3] ?? 1);
    const v = mul(g, gamma);
    const vTangent = sumOf([gTangent && mul(gTangent, gamma), gammaTangent && mul(g, gammaTangent)]);
    const xHatTangent = xTangent && jacobian(xTangent, xHat, r);
    const movedInput: Maybe[] = [vTangent && jacobian(vTangent, xHat, r)];
    if (xTangent && xHatTangent) {
      const c = mul(perChannel(mul(xHat, xTangent)), r);
      movedInput.push(neg(mul(output(node), c)));
      const turn = add(
        mul(xHatTangent, perChannel(mul(xHat, v))),
        mul(xHat, perChannel(mul(xHatTangent, v))),
      );
      movedInput.push(neg(mul(turn, r)));
    }
    const movedGamma = sumOf([
      gTangent && scale(perChannel(mul(gTangent, xHat)), count),
      xHatTangent && scale(perChannel(mul(g, xHatTangent)), count),
    ]);
    return [sumOf(movedInput), movedGamma, gTangent && scale(perChannel(gTangent), count)];
  },
};

export const NETWORK_RULES: Readonly<Record<string, Rule>> = {
  Conv2D: convolution('Conv2DBackpropInput', plainKernelGradient),
  Conv2DBackpropInput: { forward: multilinear(1, 2) },
  Conv2DBackpropFilter: { forward: multilinear(0, 2) },
  DepthwiseConv2dNative: convolution('DepthwiseConv2dNativeBackpropInput', depthwiseKernelGradient),
  DepthwiseConv2dNativeBackpropInput: { forward: multilinear(1, 2) },
  DepthwiseConv2dNativeBackpropFilter: { forward: multilinear(0, 2) },
  MatMul: {
    /** C = A B: dA = dC Bᵀ, dB = Aᵀ dC; of transposed products only C = Aᵀ A: dA = A (dC + dCᵀ). */
    reverse: (node, [gradient], needed) => {
      if (!gradient) return [];
      const [a, b] = [input(node, 0), input(node, 1)];
      if (a === b) return [matMul(a, add(gradient, transpose(gradient, [1, 0])))];
      return [
        needed[0] ? matMul(gradient, b, false, true) : undefined,
        needed[1] ? matMul(a, gradient, true, false) : undefined,
      ];
    },
    forward: multilinear(0, 1),
  },
  _FusedConv2D: FINISHED_POINTWISE,
  BiasAdd: {
    reverse: (node, [gradient], needed) =>
      gradient ? [gradient, needed[1] ? unbroadcast(gradient, input(node, 1).shape) : undefined] : [],
    forward: (node, [tangent, biasTangent]) => {
      if (tangent && biasTangent) return [biasAdd(tangent, biasTangent)];
      return [tangent ?? (biasTangent && biasAdd(zerosLike(output(node)), biasTangent))];
    },
  },
  MaxPool: MAX_POOL,
  /** Linear in the gradient; the argmax does not move. */
  MaxPoolGrad: { forward: multilinear(2) },
  AvgPool: AVERAGE_POOL,
  AvgPoolGrad: { forward: multilinear(1) },
  FusedBatchNormV3: BATCH_NORM,
  FusedBatchNormGradV3: BATCH_NORM_GRADIENT,
};
