/** Element-wise operations and random numbers that only search methods use. */
import { type DType, output, sameShape, type Shape, type Value } from '../graph.ts';
import { integersOf, scalar, stateless } from './basic.ts';

function unary(op: string, x: Value): Value {
  return output(x.node.graph.add(op, [x], { T: { type: x.dtype } }, [x]));
}

export const log = (x: Value): Value => unary('Log', x);
export const abs = (x: Value): Value => unary('Abs', x);
/** 1/(1 + e⁻ˣ). */
export const sigmoid = (x: Value): Value => unary('Sigmoid', x);
/** x where it is positive, else eˣ − 1. */
export const elu = (x: Value): Value => unary('Elu', x);
/** ln Γ(x). */
export const lgamma = (x: Value): Value => unary('Lgamma', x);
/** ψ(x) = d ln Γ / dx. */
export const digamma = (x: Value): Value => unary('Digamma', x);

/** ψ⁽ⁿ⁾(x), the n-th derivative of digamma, n ≥ 1. */
export function polygamma(n: number, x: Value): Value {
  const inputs = [scalar(x.node.graph, n, x.dtype), x];
  return output(x.node.graph.add('Polygamma', inputs, { T: { type: x.dtype } }, [x]));
}

/** Regularised incomplete beta function I_x(a, b): a, b, x of one shape. No derivative passes. */
export function betainc(a: Value, b: Value, x: Value): Value {
  if (!sameShape(a.shape, b.shape) || !sameShape(a.shape, x.shape))
    throw new Error(`betainc: shapes [${a.shape.join()}], [${b.shape.join()}], [${x.shape.join()}]`);
  return output(a.node.graph.add('Betainc', [a, b, x], { T: { type: a.dtype } }, [a]));
}

/** Uniform in [0, 1). */
export const statelessUniform = (seed: Value, shape: Shape): Value =>
  stateless('StatelessRandomUniform', seed, shape);

/**
 * Gamma-distributed numbers of scale 1, one for each concentration (> 0), a pure function of `seed`
 * (int32 [2]). No derivative passes.
 */
export function statelessGamma(seed: Value, concentration: Value): Value {
  const attributes = {
    dtype: { type: concentration.dtype },
    T: { type: 'int32' as DType },
    Tseed: { type: 'int32' as DType },
  };
  const inputs = [integersOf(concentration), seed, concentration];
  return output(seed.node.graph.add('StatelessRandomGammaV2', inputs, attributes, [concentration]));
}
