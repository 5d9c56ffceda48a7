/** Mixing weights on and off the simplex, row by row: […, edges, K]. */
import type { Value } from '../tensorflow/graph.ts';
import { argMax, div, equal, maximum, minimum, oneHot, scalar, where } from '../tensorflow/ops/basic.ts';
import { sum } from '../tensorflow/ops/shape.ts';

/**
 * Back to the simplex as SDARTS and MS-DARTS do it: clamp to [0, 1]; a row of zeros becomes one-hot at its
 * largest entry before the clamp (the first on ties); divide by the row sum.
 */
export function clipToSimplex(x: Value): Value {
  const { graph } = x.node;
  const row = x.shape.length - 1;
  const clamped = minimum(maximum(x, scalar(graph, 0)), scalar(graph, 1));
  const isZero = equal(sum(clamped, [row], true), scalar(graph, 0));
  const kept = where(isZero, oneHot(argMax(x), x.shape[row] ?? 0), clamped);
  return div(kept, sum(kept, [row], true));
}
