/**
 * The Dirichlet distribution of DrNAS (arXiv 2006.10355) over the operations of each edge, from logits α
 * [edges, K]: concentration c = elu(α) + 1, mixing weights x ~ Dir(c). An operation of concentration 0 is not
 * there: its weight is 0.
 *
 * Samples are differentiable in c by implicit reparameterisation. With the others held, x_i ~ Beta(a, b) with
 * a = c_i, b = Σ c − c_i, and its quantile moves by −(∂I_x(a, b)/∂a) / pdf(x; a, b); the other weights share
 * what is left of 1 as before:
 *
 *   ∂x_j/∂c_i = D_i (1{i=j} − x_j),   D_i = −(∂I_{x_i}(a, b)/∂a) / (pdf(x_i; a, b) (1 − x_i))
 *
 * I is the regularised incomplete beta function.
 */
import type { Value } from '../tensorflow/graph.ts';
import {
  add,
  cast,
  div,
  exp,
  greater,
  maximum,
  minimum,
  mul,
  neg,
  scalar,
  stopGradient,
  sub,
  where,
} from '../tensorflow/ops/basic.ts';
import { sum } from '../tensorflow/ops/shape.ts';
import { betainc, digamma, elu, lgamma, log, statelessGamma } from '../tensorflow/ops/special.ts';

/** Gamma-distributed numbers of a small concentration fall below what float32 holds: none is less than this. */
const LEAST = 1e-30;
/** The distance of float32 numbers below 1. */
const LAST_STEP = 2 ** -24;
/** Half the width of the central difference in a, relative to a. */
const REACH = 1e-4;
/** Densities are not less than this: float64 ends at 1e-308. */
const LEAST_DENSITY = 1e-300;

/** c = elu(α) + 1 > 0; exactly 0 for logits far below all others. */
export function concentration(alpha: Value): Value {
  return add(elu(alpha), scalar(alpha.node.graph, 1));
}

/** E[x] = c / Σ c, [edges, K]: what stands for the distribution where nothing is drawn. */
export function dirichletMean(alpha: Value): Value {
  const c = concentration(alpha);
  return div(c, add(overOperations(c), scalar(alpha.node.graph, LEAST)));
}

/** Mixing weights [edges, K] drawn from Dir(c), a pure function of α and `seed` (int32 [2]). */
export function dirichletSample(alpha: Value, seed: Value): Value {
  const { graph } = alpha.node;
  const number = (value: number): Value => scalar(graph, value);
  const c = stopGradient(concentration(alpha));
  const there = greater(c, number(0));
  const drawn = maximum(statelessGamma(seed, where(there, c, number(1))), number(LEAST));
  const counted = where(there, drawn, number(0));
  return dirichletAt(alpha, div(counted, maximum(overOperations(counted), number(LEAST))));
}

/** `sample` [edges, K], with the derivative that a draw from Dir(c) with this result has. */
export function dirichletAt(alpha: Value, sample: Value): Value {
  const c = concentration(alpha);
  const x = stopGradient(sample);
  const own = mul(stopGradient(slopes(stopGradient(c), x)), sub(c, stopGradient(c)));
  return add(x, sub(own, mul(x, overOperations(own))));
}

/**
 * KL(Dir(c) ‖ Dir(1)), the sum over all edges, a scalar:
 * ln Γ(C) − ln Γ(K) − Σ ln Γ(c_i) + Σ (c_i − 1)(ψ(c_i) − ψ(C)), C = Σ c_i.
 */
export function klToEven(alpha: Value): Value {
  const { graph } = alpha.node;
  const [zero, one] = [scalar(graph, 0), scalar(graph, 1)];
  const raw = concentration(alpha);
  const there = greater(stopGradient(raw), zero);
  // An operation that is not there counts as one of concentration 1 whose terms are all 0.
  const c = where(there, raw, one);
  const count = overOperations(cast(there, 'real'));
  const some = greater(count, zero);
  const total = where(some, overOperations(where(there, raw, zero)), one);
  const ofRows = sub(lgamma(total), lgamma(where(some, count, one)));
  const terms = sub(mul(sub(c, one), sub(digamma(c), digamma(total))), lgamma(c));
  return add(sum(ofRows), sum(terms));
}

/** D [edges, K] at concentrations c and weights x, computed in float64; 0 where nothing can move. */
function slopes(c: Value, x: Value): Value {
  const number = (value: number): Value => scalar(c.node.graph, value, 'float64');
  const given = cast(c, 'float64');
  const others = sub(overOperations(given), given);
  const free = greater(minimum(given, others), number(0));
  const [a, b] = [where(free, given, number(1)), where(free, others, number(1))];
  const below = maximum(minimum(cast(x, 'float64'), number(1 - LAST_STEP)), number(LEAST));
  const above = sub(number(1), below);
  // The smaller of the two tails: the larger one is 1 up to rounding where the difference is smallest.
  const upper = greater(below, div(a, add(a, b)));
  const point = where(upper, above, below);
  const tail = (at: Value): Value => betainc(where(upper, b, at), where(upper, at, b), point);
  const step = mul(a, number(REACH));
  const rise = div(sub(tail(add(a, step)), tail(sub(a, step))), mul(step, number(2)));
  const logBeta = sub(add(lgamma(a), lgamma(b)), lgamma(add(a, b)));
  const logDensity = sub(add(mul(sub(a, number(1)), log(below)), mul(b, log(above))), logBeta);
  const slope = div(where(upper, rise, neg(rise)), maximum(exp(logDensity), number(LEAST_DENSITY)));
  return cast(where(free, slope, number(0)), 'real');
}

/** Sums over the operations of each edge, [edges, 1]. */
function overOperations(x: Value): Value {
  return sum(x, [x.shape.length - 1], true);
}
