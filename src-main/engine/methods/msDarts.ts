import { distance, meanShift } from '../search/meanShift.ts';
import type { PerCell } from '../supernet/perCell.ts';
import type { Value } from '../tensorflow/graph.ts';
import { pack, unpack } from '../tensorflow/ops/shape.ts';
import type { Method, PerturbContext } from './method.ts';

/** MS-DARTS: the weight step sees A moved by a sampled, loss- and kernel-weighted mean shift. */
export const msDarts: Method = {
  perturb: (context) => {
    const { config, A, lossesAt, record } = context;
    const draws = context.uniform('ms', [config.iterations, config.samples]);
    const iterations = meanShift(A, config, sliced(draws), lossesAt);
    const all = (pick: (index: number) => Value): Value => pack(iterations.map((_, index) => pick(index)));
    record(
      'ms.losses',
      all((t) => iterations[t]!.losses),
    );
    record(
      'ms.omega',
      all((t) => iterations[t]!.omega),
    );
    for (const type of ['normal', 'reduce'] as const) {
      record(
        `ms.raw.${type}`,
        all((t) => iterations[t]!.raw[type]),
      );
      record(
        `ms.clipped.${type}`,
        all((t) => iterations[t]!.clipped[type]),
      );
      record(
        `ms.squaredDistance.${type}`,
        all((t) => iterations[t]!.squaredDistance[type]),
      );
      record(
        `ms.A.${type}`,
        all((t) => iterations[t]!.A[type]),
      );
    }
    const shifted = iterations.at(-1)!.A;
    recordLength(context, shifted);
    return shifted;
  },
};

function recordLength({ A, record }: PerturbContext, shifted: PerCell<Value>): void {
  record('shift.length', pack([distance(A.normal, shifted.normal), distance(A.reduce, shifted.reduce)]));
}

/** [T, N, edges, K] → T times [N, edges, K]. */
function sliced(draws: PerCell<Value>): PerCell<Value>[] {
  const [normal, reduce] = [unpack(draws.normal), unpack(draws.reduce)];
  return normal.map((each, t) => ({ normal: each, reduce: reduce[t]! }));
}
