/** Gradients of a loss in the precision of a search. */
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import { gradients } from '../tensorflow/autodiff/reverse.ts';
import type { Twice } from '../tensorflow/autodiff/rules.ts';
import type { Value } from '../tensorflow/graph.ts';
import { addN, equal, filled, scalar, scale, where } from '../tensorflow/ops/basic.ts';
import { sum } from '../tensorflow/ops/shape.ts';

/** A power of two: scaling rounds nothing. */
const LOSS_SCALE = 2 ** 10;

/**
 * ∂loss/∂x for each x. In mixed precision it is the gradient of 1,024 times the loss, divided again, so that
 * small numbers do not vanish in float16; where any of it overflowed, all of it is zero.
 */
export function lossGradients(
  loss: Value,
  xs: readonly Value[],
  { precision }: Pick<SearchConfig, 'precision'>,
  twice?: Twice,
): Value[] {
  const { graph } = loss.node;
  const mixed = precision === 'mixed';
  const found = gradients(loss, scalar(graph, mixed ? LOSS_SCALE : 1), xs, twice).map((gradient, index) => {
    if (!gradient) throw new Error(`the loss does not depend on input ${index}`);
    return gradient;
  });
  if (!mixed) return found;
  // 0 · ∞ and 0 · NaN are NaN, which equals nothing.
  const finite = equal(addN(found.map((gradient) => sum(scale(gradient, 0)))), scalar(graph, 0));
  return found.map((gradient) =>
    where(finite, scale(gradient, 1 / LOSS_SCALE), filled(graph, 0, gradient.shape)),
  );
}
