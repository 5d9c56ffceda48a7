import { listOf } from '../supernet/tensors.ts';
import { addN, logSoftmax, mul, sub } from '../tensorflow/ops/basic.ts';
import { mean } from '../tensorflow/ops/shape.ts';
import type { Method } from './method.ts';

/**
 * β-DARTS: the α step also lowers λ(e) · Σ over tensors of the mean over rows (in S1–S5: edges of a cell type) of log Σ_o exp α_o, with
 * λ(e) = betaWeight · e/E. (Each α_o − log softmax(α)_o is that logarithm.)
 */
export const betaDarts: Method = {
  schedule: ({ betaWeight, epochs }, epoch) => ({ beta: (betaWeight * epoch) / epochs }),
  regularise: ({ alphas, scheduled }) =>
    mul(scheduled('beta'), addN(listOf(alphas).map((alpha) => mean(sub(alpha, logSoftmax(alpha)))))),
};
