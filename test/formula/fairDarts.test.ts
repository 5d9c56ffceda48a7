/** The zero-one loss of Fair DARTS against its closed form. */
import { describe, expect, it } from 'vitest';
import { presetConfig } from '../../src-shared/run/presets.ts';
import { fairDarts } from '../../src-main/engine/methods/fairDarts.ts';
import { gradients } from '../../src-main/engine/tensorflow/autodiff/reverse.ts';
import { scalar } from '../../src-main/engine/tensorflow/ops/basic.ts';
import { GraphBuilder, Session } from '../../src-main/engine/tensorflow/session.ts';

const NORMAL = [0.3, -1, 2, 0, 5, -0.2];
const REDUCE = [1, -2, 0.5, -6];
const WEIGHT = 10;

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

const FORMS = {
  l2: { distance: (s: number) => (s - 0.5) ** 2, slope: (s: number) => 2 * (s - 0.5) },
  l1: { distance: (s: number) => Math.abs(s - 0.5), slope: (s: number) => Math.sign(s - 0.5) },
} as const;

describe.each(['l2', 'l1'] as const)('the zero-one loss of Fair DARTS, %s', (zeroOneLoss) => {
  it('is −w times the mean distance of σ(α) from ½ over both cells together, with the gradient of that', () => {
    const builder = new GraphBuilder('float64');
    const alphas = { normal: builder.input('normal', [2, 3]), reduce: builder.input('reduce', [2, 2]) };
    const config = presetConfig('fair-darts', { zeroOneLoss, zeroOneWeight: WEIGHT });
    const scheduled = () => scalar(builder.graph, 1);
    const loss = fairDarts.regularise!({ config, alphas, edges: undefined, scheduled });
    builder.output('loss', loss);
    const [normal, reduce] = gradients(loss, scalar(builder.graph, 1), [alphas.normal, alphas.reduce]);
    builder.output('normal', normal!);
    builder.output('reduce', reduce!);
    const feeds = { normal: Float64Array.from(NORMAL), reduce: Float64Array.from(REDUCE) };
    const result = new Session(builder).run(feeds, ['loss', 'normal', 'reduce']);

    const { distance, slope } = FORMS[zeroOneLoss];
    const all = [...NORMAL, ...REDUCE].map(sigmoid);
    const mean = all.reduce((total, s) => total + distance(s), 0) / all.length;
    expect(result.loss[0]).toBeCloseTo(-WEIGHT * mean, 9);
    const found = [...result.normal, ...result.reduce];
    all.forEach((s, i) => {
      const expected = (-WEIGHT * slope(s) * s * (1 - s)) / all.length;
      expect(found[i]).toBeCloseTo(expected, 9);
    });
    // It pushes nowhere where it is farthest from deciding: at α = 0.
    expect(found[3]).toBeCloseTo(0, 12);
  });
});
