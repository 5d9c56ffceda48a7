/** The mean shift (arXiv 2108.09996, Eq. 11) against its definition, with losses that are known in closed form. */
import { describe, expect, it } from 'vitest';
import { meanShift, type MeanShiftKnobs } from '../../src-main/engine/search/meanShift.ts';
import { clipToSimplex } from '../../src-main/engine/search/simplex.ts';
import { type PerCell, perCell } from '../../src-main/engine/supernet/perCell.ts';
import type { Value } from '../../src-main/engine/tensorflow/graph.ts';
import { square } from '../../src-main/engine/tensorflow/ops/basic.ts';
import { pack, sum, unpack } from '../../src-main/engine/tensorflow/ops/shape.ts';
import { GraphBuilder, Session } from '../../src-main/engine/tensorflow/session.ts';

const EDGES = 3;
const OPERATIONS = 4;
const SIZE = EDGES * OPERATIONS;
const KNOBS: MeanShiftKnobs = {
  samples: 3,
  iterations: 2,
  bandwidth: 0.4,
  shiftAverage: 'unclipped',
  project: 'none',
};

type Matrix = number[];

function numbers(count: number, salt: number, low: number, high: number): Matrix {
  return Array.from({ length: count }, (_, i) => {
    const unit = (Math.sin(12.9898 * (i + 1) + 78.233 * salt) + 1) / 2;
    return Math.fround(low + (high - low) * unit);
  });
}

/** Rows on the simplex. */
function start(salt: number): Matrix {
  const raw = numbers(SIZE, salt, 0.05, 1);
  return raw.map((value, i) => {
    const row = raw.slice(
      Math.floor(i / OPERATIONS) * OPERATIONS,
      (Math.floor(i / OPERATIONS) + 1) * OPERATIONS,
    );
    return value / row.reduce((a, b) => a + b, 0);
  });
}

function clip(matrix: Matrix): Matrix {
  return Array.from({ length: EDGES }, (_, e) => matrix.slice(e * OPERATIONS, (e + 1) * OPERATIONS)).flatMap(
    (row) => {
      const clamped = row.map((value) => Math.min(Math.max(value, 0), 1));
      const total = clamped.reduce((a, b) => a + b, 0);
      return total === 0
        ? row.map((_, i) => (i === row.indexOf(Math.max(...row)) ? 1 : 0))
        : clamped.map((v) => v / total);
    },
  );
}

/** The loss of the toy network: Σ A². */
const toyLoss = (A: PerCell<Matrix>): number =>
  [...A.normal, ...A.reduce].reduce((total, value) => total + value * value, 0);

/** Eq. 11 word for word, in float64. */
function reference(
  A0: PerCell<Matrix>,
  draws: readonly (readonly PerCell<Matrix>[])[],
  knobs: MeanShiftKnobs,
): PerCell<Matrix> {
  let centre = A0;
  for (const noise of draws) {
    const from = centre;
    const raw = noise.map((draw) => perCell((type) => from[type].map((value, i) => value + draw[type][i]!)));
    const clipped = raw.map((sample) => perCell((type) => clip(sample[type])));
    const losses = clipped.map(toyLoss);
    const total = losses.reduce((a, loss) => a + Math.exp(loss), 0);
    centre = perCell((type) => {
      const weights = clipped.map((sample, n) => {
        const squared = sample[type].reduce((a, value, i) => a + (from[type][i]! - value) ** 2, 0);
        const kernel =
          Math.exp((-0.5 * squared) / knobs.bandwidth ** 2) / (knobs.bandwidth * Math.sqrt(2 * Math.PI));
        return (Math.exp(losses[n]!) / total) * kernel;
      });
      const all = weights.reduce((a, b) => a + b, 0);
      return from[type].map((_, i) =>
        raw.reduce((a, sample, n) => a + (weights[n]! / all) * sample[type][i]!, 0),
      );
    });
  }
  return centre;
}

function shifted(
  knobs: MeanShiftKnobs,
  epsilon: number,
  precision: 'float32' | 'float64' = 'float64',
): { computed: PerCell<Matrix>; expected: PerCell<Matrix>; A0: PerCell<Matrix>; samples: PerCell<Matrix>[] } {
  const { iterations, samples } = knobs;
  const builder = new GraphBuilder(precision);
  const A0 = perCell((type) => builder.input(`A.${type}`, [EDGES, OPERATIONS]));
  const draws = perCell((type) => builder.input(`draws.${type}`, [iterations, samples, EDGES, OPERATIONS]));
  const perIteration = perCell((type) => unpack(draws[type]));
  const noise = Array.from({ length: iterations }, (_, t) => perCell((type) => perIteration[type][t]!));
  const lossesAt = (A: PerCell<Value>): Value => sum(square(pack([A.normal, A.reduce])), [0, 2, 3]);
  const done = meanShift(A0, knobs, noise, lossesAt);
  for (const type of ['normal', 'reduce'] as const) builder.output(`shifted.${type}`, done.at(-1)!.A[type]!);
  const session = new Session(builder);
  const values = { normal: start(1).map(Math.fround), reduce: start(2).map(Math.fround) };
  const drawn = perCell((type) =>
    numbers(iterations * samples * SIZE, type === 'normal' ? 3 : 4, -epsilon, epsilon),
  );
  const result = session.run(
    {
      'A.normal': Float64Array.from(values.normal),
      'A.reduce': Float64Array.from(values.reduce),
      'draws.normal': Float64Array.from(drawn.normal),
      'draws.reduce': Float64Array.from(drawn.reduce),
    },
    ['shifted.normal', 'shifted.reduce'],
  );
  session.dispose();
  const drawAt = (t: number, n: number): PerCell<Matrix> =>
    perCell((type) => drawn[type].slice((t * samples + n) * SIZE, (t * samples + n + 1) * SIZE));
  const list = Array.from({ length: iterations }, (_, t) =>
    Array.from({ length: samples }, (_, n) => drawAt(t, n)),
  );
  return {
    computed: { normal: [...result['shifted.normal']], reduce: [...result['shifted.reduce']] },
    expected: reference(values, list, knobs),
    A0: values,
    samples: list[0]!.map((draw) =>
      perCell((type) => values[type].map((value, i) => value + draw[type][i]!)),
    ),
  };
}

describe('mean shift', () => {
  it('is Eq. 11: samples weighted by softmax(loss) and a Gaussian kernel, averaged unclipped', () => {
    const { computed, expected } = shifted(KNOBS, 0.25);
    for (const type of ['normal', 'reduce'] as const)
      computed[type].forEach((value, i) => expect(value).toBeCloseTo(expected[type][i]!, 12));
  });

  it('leaves the simplex with the authors’ average', () => {
    const { computed } = shifted(KNOBS, 0.25);
    const rows = Array.from({ length: EDGES }, (_, e) =>
      computed.normal.slice(e * OPERATIONS, (e + 1) * OPERATIONS),
    );
    const worst = Math.max(...rows.map((row) => Math.abs(row.reduce((a, b) => a + b, 0) - 1)));
    expect(worst).toBeGreaterThan(0.01);
  });

  it('is the identity for ε = 0', () => {
    const { computed, A0 } = shifted(KNOBS, 0);
    for (const type of ['normal', 'reduce'] as const)
      computed[type].forEach((value, i) => expect(value).toBeCloseTo(A0[type][i]!, 12));
  });

  it('goes to the one sample for N = 1, T = 1', () => {
    const { computed, samples } = shifted({ ...KNOBS, samples: 1, iterations: 1 }, 0.25);
    computed.normal.forEach((value, i) => expect(value).toBeCloseTo(samples[0]!.normal[i]!, 12));
  });

  it('stays finite in float32 where the kernel itself underflows', () => {
    const { computed } = shifted({ ...KNOBS, bandwidth: 0.001 }, 0.25, 'float32');
    for (const value of [...computed.normal, ...computed.reduce]) expect(Number.isFinite(value)).toBe(true);
  });

  it('ends on the simplex when asked to project', () => {
    const { computed } = shifted({ ...KNOBS, project: 'simplex' }, 0.25);
    expect(Math.min(...computed.normal)).toBeGreaterThanOrEqual(0);
    const row = computed.normal.slice(0, OPERATIONS);
    expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
  });

  it('averages inside the simplex when asked to average clipped samples', () => {
    const { computed } = shifted({ ...KNOBS, shiftAverage: 'clipped' }, 0.25);
    expect(Math.min(...computed.reduce)).toBeGreaterThanOrEqual(0);
  });
});

describe('clipToSimplex', () => {
  it('gives a row without positive entries to its first largest one', () => {
    const builder = new GraphBuilder();
    const x = builder.input('x', [2, 3]);
    builder.output('clipped', clipToSimplex(x));
    const session = new Session(builder);
    const result = session.run({ x: Float32Array.of(-0.5, -0.1, -0.1, 2, 0.5, -1) }, ['clipped']);
    session.dispose();
    const [a, b] = [1 / 1.5, 0.5 / 1.5];
    [0, 1, 0, a, b, 0].forEach((value, i) => expect(result.clipped[i]).toBeCloseTo(value, 6));
  });
});
