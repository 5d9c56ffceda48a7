/**
 * The mean shift of MS-DARTS (arXiv 2108.09996, Eq. 11; perturb_ms.py of the authors' code):
 *
 *   repeat T times:  S = A
 *     X_n = S + U(−ε, ε),  P_n = clip(X_n),  ω = softmax_n(L(P_n)),  k_n = exp(−½ ‖S − P_n‖² / h²)
 *     A = Σ_n ω_n k_n X_n / Σ_n ω_n k_n
 *
 * A larger loss weighs more. ω is shared by both cell types, the kernel is one per cell type (Frobenius
 * over its whole tensor). The samples are scored clipped and averaged unclipped, so A leaves the simplex.
 * Weights are formed as softmax_n(L_n − ½‖S − P_n‖²/h²), in log space: the same where the kernel is
 * representable, and finite where it underflows (h below about 0.085 at ε = 0.25 in S5).
 */
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import { type PerCell, perCell } from '../supernet/perCell.ts';
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
  readonly raw: PerCell<Value>;
  readonly clipped: PerCell<Value>;
  readonly losses: Value;
  readonly omega: Value;
  readonly squaredDistance: PerCell<Value>;
  readonly A: PerCell<Value>;
}

/**
 * `draws` are the U(−ε, ε) numbers, T times [N, edges, K] per cell type; `lossesAt` the losses [N] of the
 * supernet at N points A [N, edges, K], without gradient.
 */
export function meanShift(
  A0: PerCell<Value>,
  knobs: MeanShiftKnobs,
  draws: readonly PerCell<Value>[],
  lossesAt: (A: PerCell<Value>) => Value,
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
  centre: PerCell<Value>,
  knobs: MeanShiftKnobs,
  noise: PerCell<Value>,
  lossesAt: (A: PerCell<Value>) => Value,
): ShiftIteration {
  const raw = perCell((type) => add(centre[type], noise[type]));
  const clipped = perCell((type) => clipToSimplex(raw[type]));
  const losses = lossesAt(clipped);
  const squaredDistance = perCell((type) => sum(square(sub(centre[type], clipped[type])), [1, 2]));
  const averaged = knobs.shiftAverage === 'clipped' ? clipped : raw;
  const A = perCell((type) => {
    const logWeights = sub(losses, scale(squaredDistance[type], 0.5 / knobs.bandwidth ** 2));
    const { shape } = centre[type];
    const samples = losses.shape[0] ?? 0;
    const rows = reshape(averaged[type], [samples, sizeOf(shape)]);
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
