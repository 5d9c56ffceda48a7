/** How running statistics of batch norm follow the batches. */
import { expect, it } from 'vitest';
import { ParameterList } from '../../src-main/engine/supernet/parameters.ts';
import { TrainPass } from '../../src-main/engine/supernet/trainPass.ts';
import { GraphBuilder, Session } from '../../src-main/engine/tensorflow/session.ts';
import { updatedStatistics } from '../../src-main/engine/training/sgd.ts';

/** Two batch norms over the same two channels of four pixels. */
function updated(momenta: readonly (number | undefined)[]): { mean: number[]; variance: number[] } {
  const builder = new GraphBuilder('float64');
  const list = new ParameterList();
  const slots = momenta.map((momentum, i) =>
    list.batchNorm(`norm.${i}`, 2, false, momentum === undefined ? {} : { momentum }),
  );
  list.bias('only', 1, 1);
  const x = builder.input('x', [1, 2, 2, 2]);
  const [w, mean, variance] = [
    builder.input('w', [1]),
    builder.input('mean', [4]),
    builder.input('var', [4]),
  ];
  const pass = new TrainPass(list, w, () => x);
  for (const slot of slots) pass.normalise(slot, x);
  const after = updatedStatistics({ mean, variance }, pass.batchStatistics());
  builder.output('after.mean', after.mean);
  builder.output('after.variance', after.variance);
  const feeds = {
    ...{ x: Float64Array.of(1, 0, 3, 2, 5, 4, 7, 10), w: Float64Array.of(0) },
    ...{ mean: Float64Array.of(1, -1, 1, -1), var: Float64Array.of(2, 3, 2, 3) },
  };
  const result = new Session(builder).run(feeds, ['after.mean', 'after.variance']);
  return { mean: [...result['after.mean']], variance: [...result['after.variance']] };
}

/** Of the batch: mean, and variance without bias. */
const MEAN = [4, 4];
const VARIANCE = [20 / 3, 56 / 3];

it.each([
  { momenta: [undefined, undefined], weights: [0.1, 0.1] },
  { momenta: [0.997, undefined], weights: [0.997, 0.1] },
])('a batch counts as much as its batch norm says, a tenth unless it says so ($momenta)', (given) => {
  const { mean, variance } = updated(given.momenta);
  const old = { mean: [1, -1], variance: [2, 3] };
  given.weights.forEach((m, slot) =>
    [0, 1].forEach((channel) => {
      const at = 2 * slot + channel;
      expect(mean[at]).toBeCloseTo((1 - m) * old.mean[channel]! + m * MEAN[channel]!, 12);
      expect(variance[at]).toBeCloseTo((1 - m) * old.variance[channel]! + m * VARIANCE[channel]!, 12);
    }),
  );
});
