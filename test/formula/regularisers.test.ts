/** What methods add to the loss of the α step, against closed forms. */
import { expect, it } from 'vitest';
import { searchConfigSchema } from '../../src-shared/run/config.ts';
import { betaDarts } from '../../src-main/engine/methods/betaDarts.ts';
import { gradients } from '../../src-main/engine/tensorflow/autodiff/reverse.ts';
import { scalar } from '../../src-main/engine/tensorflow/ops/basic.ts';
import { GraphBuilder, Session } from '../../src-main/engine/tensorflow/session.ts';

const NORMAL = [
  [0.3, -1, 2],
  [0, 0.5, 0.1],
];
const REDUCE = [[1, -2, 0.5]];

function logSumExp(row: readonly number[]): number {
  return Math.log(row.reduce((sum, value) => sum + Math.exp(value), 0));
}

it('β-DARTS adds λ times the mean log-sum-exp of each cell type; its gradient is λ softmax(α) / edges', () => {
  const builder = new GraphBuilder('float64');
  const alphas = { normal: builder.input('normal', [2, 3]), reduce: builder.input('reduce', [1, 3]) };
  const weight = builder.input('weight', []);
  const config = searchConfigSchema.parse({ method: 'beta-darts' });
  const loss = betaDarts.regularise!({ config, alphas, edges: undefined, scheduled: () => weight });
  builder.output('loss', loss);
  builder.output('gradient', gradients(loss, scalar(builder.graph, 1), [alphas.normal])[0]!);
  const session = new Session(builder);
  const feeds = {
    normal: Float64Array.from(NORMAL.flat()),
    reduce: Float64Array.from(REDUCE.flat()),
    weight: Float64Array.of(7),
  };
  const result = session.run(feeds, ['loss', 'gradient']);
  const means = (NORMAL.map(logSumExp)[0]! + NORMAL.map(logSumExp)[1]!) / 2 + logSumExp(REDUCE[0]!);
  expect(result.loss[0]).toBeCloseTo(7 * means, 9);
  NORMAL.flatMap((row) => row.map((value) => (7 * Math.exp(value - logSumExp(row))) / 2)).forEach(
    (expected, i) => expect(result.gradient[i]).toBeCloseTo(expected, 9),
  );
});

it('β-DARTS raises λ linearly from 0', () => {
  const config = searchConfigSchema.parse({ method: 'beta-darts', epochs: 100 });
  expect([0, 1, 50].map((epoch) => betaDarts.schedule!(config, epoch)['beta'])).toEqual([0, 0.5, 25]);
});
