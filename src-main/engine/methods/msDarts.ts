import { distance, meanShift } from '../search/meanShift.ts';
import { listOf, mapped, type Tensors } from '../supernet/tensors.ts';
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
    for (const name of Object.keys(A)) {
      record(
        `ms.raw.${name}`,
        all((t) => iterations[t]!.raw[name]!),
      );
      record(
        `ms.clipped.${name}`,
        all((t) => iterations[t]!.clipped[name]!),
      );
      record(
        `ms.squaredDistance.${name}`,
        all((t) => iterations[t]!.squaredDistance[name]!),
      );
      record(
        `ms.A.${name}`,
        all((t) => iterations[t]!.A[name]!),
      );
    }
    const shifted = iterations.at(-1)!.A;
    recordLength(context, shifted);
    return shifted;
  },
};

function recordLength({ A, record }: PerturbContext, shifted: Tensors<Value>): void {
  record('shift.length', pack(listOf(mapped(A, (from, name) => distance(from, shifted[name]!)))));
}

/** [T, N, edges, K] → T times [N, edges, K]. */
function sliced(draws: Tensors<Value>): Tensors<Value>[] {
  const unpacked = mapped(draws, unpack);
  const count = listOf(unpacked)[0]!.length;
  return Array.from({ length: count }, (_, t) => mapped(unpacked, (each) => each[t]!));
}
