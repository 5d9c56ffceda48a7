/** The discretisation loss of DA²S and its edge weights, where they have a closed form. */
import { expect, it } from 'vitest';
import { presetConfig } from '../../src-shared/run/presets.ts';
import { da2s, strengthened } from '../../src-main/engine/methods/da2s.ts';
import { perCell } from '../../src-main/engine/supernet/perCell.ts';
import { gradients } from '../../src-main/engine/tensorflow/autodiff/reverse.ts';
import { scalar } from '../../src-main/engine/tensorflow/ops/basic.ts';
import { GraphBuilder, Session } from '../../src-main/engine/tensorflow/session.ts';

const INPUTS = [3, 4, 5];
const LINEAR = 0.5;
const RAMP = 0.8;

/** The loss at one α for all operations and one β for all edges, and its gradient for β. */
function lossAt(alpha: number, beta: number): { loss: number; ofBeta: number[] } {
  const builder = new GraphBuilder('float64');
  const alphas = perCell((type) => builder.input(`alpha.${type}`, [14, 7]));
  const edges = perCell((type) => builder.input(`beta.${type}`, [14]));
  const numbers: Readonly<Record<string, number>> = { linear: LINEAR, alphaRamp: RAMP };
  const scheduled = (name: string) => scalar(builder.graph, numbers[name]!);
  const loss = da2s.regularise!({ config: presetConfig('da2s'), alphas, edges, scheduled });
  builder.output('loss', loss);
  builder.output('gradient', gradients(loss, scalar(builder.graph, 1), [edges.normal])[0]!);
  const feeds = Object.fromEntries(
    ['normal', 'reduce'].flatMap((type) => [
      [`alpha.${type}`, new Float64Array(98).fill(alpha)],
      [`beta.${type}`, new Float64Array(14).fill(beta)],
    ]),
  );
  const result = new Session(builder).run(feeds, ['loss', 'gradient']);
  return { loss: result.loss[0]!, ofBeta: [...result.gradient] };
}

/** H of k equal weights is log k; two edges of a node should be 1, the others 0. */
function expected(kept: number): number {
  const ofOperations = 2 * 14 * Math.log(7);
  const ofEdges = 2 * INPUTS.reduce((sum, k) => sum + 0.2 * (k * kept - 2) ** 2 + Math.log(k), 0);
  return 0.1 * LINEAR * (RAMP * ofOperations + 4 * ofEdges);
}

it.each([
  { alpha: 0.3, beta: 0.4, kept: 0.4 },
  { alpha: -2, beta: -0.7, kept: 0 },
  { alpha: 0, beta: 1.8, kept: 1 },
])('at equal weights the entropies are logarithms (α $alpha, β $beta)', ({ alpha, beta, kept }) => {
  expect(lossAt(alpha, beta).loss).toBeCloseTo(expected(kept), 6);
});

it('an edge whose β is 1 or more is not pushed any further', () => {
  expect(lossAt(0, 1.8).ofBeta.every((each) => each === 0)).toBe(true);
  expect(
    lossAt(0, 0.9)
      .ofBeta.slice(2)
      .every((each) => each > 0),
  ).toBe(true);
});

it('f doubles α, and cubes what is then below −1', () => {
  const builder = new GraphBuilder('float64');
  builder.output('f', strengthened(builder.input('alpha', [5])));
  const feeds = { alpha: Float64Array.of(1, 0, -0.5, -0.75, -2) };
  const { f } = new Session(builder).run(feeds, ['f']);
  [2, 0, -1, -3.375, -64].forEach((each, i) => expect(f[i]).toBeCloseTo(each, 9));
});

it('edge weights of a node sum to the number of its edges; the first node keeps both of its own', () => {
  const builder = new GraphBuilder('float64');
  builder.output('edges', da2s.relaxEdges!(builder.input('beta', [14])));
  const beta = Float64Array.from({ length: 14 }, (_, i) => Math.sin(i));
  const edges = [...new Session(builder).run({ beta }, ['edges']).edges];
  expect(edges.slice(0, 2)).toEqual([1, 1]);
  let first = 2;
  for (const k of INPUTS) {
    const own = edges.slice(first, first + k);
    expect(own.reduce((a, b) => a + b, 0)).toBeCloseTo(k, 9);
    const powers = Array.from({ length: k }, (_, i) => Math.exp(Math.min(beta[first + i]!, 1)));
    const total = powers.reduce((a, b) => a + b, 0);
    own.forEach((each, i) => expect(each).toBeCloseTo((k * powers[i]!) / total, 9));
    first += k;
  }
});
