/** Batch norm of a 1×1 convolution, folded into the convolution by statistics of its input. */
import { sizeOf, type Value } from '../graph.ts';
import { add, mul, neg, relu, rsqrt, scalar, scale, square, sub } from './basic.ts';
import { BATCH_NORM_EPSILON, type BatchNormResult, matMul, pointwise } from './network.ts';
import { mean, reshape, sum } from './shape.ts';

/**
 * Batch norm of z·W with the statistics of this batch, then ReLU if asked: z [B, H, W, C], kernel [1, 1, C, D].
 *
 * The product has mean z̄ᵀW and variance diag(Wᵀ E[zzᵀ] W) − mean², so γ/σ is folded into W before the one
 * pass that computes y. Neither the product nor its normalised values are kept: their gradients are matrix
 * products of z and of the gradient as well. Needs one product of z with itself, C×C.
 */
export function productBatchNorm(
  z: Value,
  kernel: Value,
  gamma: Value,
  { beta, active = false }: { readonly beta?: Value | undefined; readonly active?: boolean },
): BatchNormResult {
  const { graph } = z.node;
  const [, , channels = 1, filters = 1] = kernel.shape;
  const count = sizeOf(z.shape) / channels;
  const rows = reshape(z, [count, channels]);
  const W = reshape(kernel, [channels, filters]);
  const second = scale(matMul(rows, rows, true), 1 / count);
  const average = reshape(matMul(mean(rows, [0], true), W), [filters]);
  const squares = sum(mul(W, matMul(second, W)), [0]);
  // Rounding may take the difference of two equal numbers below zero.
  const variance = relu(sub(squares, square(average)));
  const factor = mul(gamma, rsqrt(add(variance, scalar(graph, BATCH_NORM_EPSILON))));
  const shift = mul(average, factor);
  const y = pointwise(z, reshape(mul(W, factor), kernel.shape), {
    bias: beta ? sub(beta, shift) : neg(shift),
    relu: active,
  });
  return { y, batchMean: average, batchVariance: scale(variance, count / (count - 1)) };
}
