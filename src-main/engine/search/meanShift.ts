/**
 * The mean shift of MS-DARTS (arXiv 2108.09996, Eq. 11; perturb_ms.py of the authors' code):
 *
 *   repeat T times:  S = A
 *     X_n = S + U(−ε, ε),  P_n = clip(X_n),  ω = softmax_n(L(P_n)),  k_n = exp(−½ ‖S − P_n‖² / h²)
 *     A = Σ_n ω_n k_n X_n / Σ_n ω_n k_n
 *
 * A larger loss weighs more. ω is shared by all tensors of A, the kernel is one per tensor (Frobenius
 * over all of it). The samples are scored clipped and averaged unclipped, so A leaves the simplex.
 * Weights are formed as softmax_n(L_n − ½‖S − P_n‖²/h²), in log space: the same where the kernel is
 * representable, and finite where it underflows (h below about 0.085 at ε = 0.25 in S5).
 */
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import { mapped, type Tensors } from '../supernet/tensors.ts';
import type { Value } from '../tensorflow/graph.ts';
import { add, scale, softmax, sqrt, square, sub } from '../tensorflow/ops/basic.ts';
import { matMul } from '../tensorflow/ops/network.ts';
import { reshape, sum } from '../tensorflow/ops/shape.ts';
import { sizeOf } from '../tensorflow/graph.ts';
import { clipToSimplex } from './simplex.ts';

export type MeanShiftKnobs = Pick<
  SearchConfig,
  'samples' | 'iterations' | 'bandwidth' | 'shiftAverage' | 'project'
>;

/** What one iteration did; N samples, tensors [N, edges, K] or [N]. */
export interface ShiftIteration {
  readonly raw: Tensors<Value>;
  readonly clipped: Tensors<Value>;
  readonly losses: Value;
  readonly omega: Value;
  readonly squaredDistance: Tensors<Value>;
  readonly A: Tensors<Value>;
}

/**
 * `draws` are the U(−ε, ε) numbers, T times [N, edges, K] per tensor; `lossesAt` the losses [N] of the
 * supernet at N points A [N, edges, K], without gradient.
 */
export function meanShift(
  A0: Tensors<Value>,
  knobs: MeanShiftKnobs,
  draws: readonly Tensors<Value>[],
  lossesAt: (A: Tensors<Value>) => Value,
): ShiftIteration[] {
  const done: ShiftIteration[] = [];
  let centre = A0;
  for (const noise of draws) {
    const iteration = shiftOnce(centre, knobs, noise, lossesAt);
    done.push(iteration);
    centre = iteration.A;
  }
  return done;
}

function shiftOnce(
  centre: Tensors<Value>,
  knobs: MeanShiftKnobs,
  noise: Tensors<Value>,
  lossesAt: (A: Tensors<Value>) => Value,
): ShiftIteration {
  const raw = mapped(centre, (A, name) => add(A, noise[name]!));
  const clipped = mapped(raw, clipToSimplex);
  const losses = lossesAt(clipped);
  const squaredDistance = mapped(centre, (A, name) => sum(square(sub(A, clipped[name]!)), [1, 2]));
  const averaged = knobs.shiftAverage === 'clipped' ? clipped : raw;
  const A = mapped(centre, ({ shape }, name) => {
    const logWeights = sub(losses, scale(squaredDistance[name]!, 0.5 / knobs.bandwidth ** 2));
    const samples = losses.shape[0] ?? 0;
    const rows = reshape(averaged[name]!, [samples, sizeOf(shape)]);
    const average = matMul(reshape(softmax(logWeights), [1, samples]), rows);
    const shifted = reshape(average, shape);
    return knobs.project === 'simplex' ? clipToSimplex(shifted) : shifted;
  });
  return { raw, clipped, losses, omega: softmax(losses), squaredDistance, A };
}

/** ‖b − a‖, Frobenius. */
export function distance(a: Value, b: Value): Value {
  return sqrt(sum(square(sub(b, a))));
}
