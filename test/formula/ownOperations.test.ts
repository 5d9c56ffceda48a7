/** A search with Plateau's own operations is the search with TensorFlow's. */
import { describe, expect, it } from 'vitest';
import { type SpaceName, SPACES } from '../../src-shared/space/spaces.ts';
import { forwardPasses } from '../../src-main/engine/search/forward.ts';
import { supernet } from '../../src-main/engine/supernet/network.ts';
import type { NoiseSource } from '../../src-main/engine/supernet/pass.ts';
import { each, mapped } from '../../src-main/engine/supernet/tensors.ts';
import { ancestors, type Shape, sizeOf, type Value } from '../../src-main/engine/tensorflow/graph.ts';
import { constant } from '../../src-main/engine/tensorflow/ops/basic.ts';
import { concat, reshape, slice } from '../../src-main/engine/tensorflow/ops/shape.ts';
import { GraphBuilder, type Numbers, Session } from '../../src-main/engine/tensorflow/session.ts';
import { numbers, positives, relativeError } from '../fixtures/arithmetic.ts';
import { type StepCase, type StepOutcome, stepsInProcess } from '../fixtures/searchStep.ts';

const SHIFT = { samples: 3, iterations: 2 };

const CASES: readonly StepCase[] = [
  { method: 'ms-darts', space: 's5', knobs: SHIFT },
  { method: 'ms-darts', space: 's1', knobs: { ...SHIFT, channels: 4 } },
  { method: 'ms-darts', space: 's4', knobs: SHIFT },
  { method: 'pc-darts', space: 's5', knobs: { channels: 16 } },
  { method: 'r-darts-dp', space: 's4' },
  { method: 'gdas', space: 's5' },
  { method: 'sdarts-adv', space: 's4', knobs: { attackSteps: 2 } },
  // The last cell alone has channels that fit.
  { method: 'ms-darts', space: 's5', knobs: { ...SHIFT, channels: 6 } },
];

/** ‖a − b‖ / ‖b − start‖: how far apart two vectors are that began as one. */
function apart(a: readonly number[], b: readonly number[], start: readonly number[]): number {
  const squares = (of: (i: number) => number): number => start.reduce((total, _, i) => total + of(i) ** 2, 0);
  return Math.sqrt(
    squares((i) => a[i]! - b[i]!) /
      Math.max(
        1e-30,
        squares((i) => b[i]! - start[i]!),
      ),
  );
}

function expectSameSteps(ours: StepOutcome, theirs: StepOutcome): void {
  expect(ours.before).toEqual(theirs.before);
  for (const [name, values] of Object.entries(theirs.losses))
    expect(relativeError(ours.losses[name]!, Float64Array.from(values)), name).toBeLessThan(5e-6);
  for (const [name, values] of Object.entries(theirs.after))
    expect(apart(ours.after[name]!, values, theirs.before[name]!), name).toBeLessThan(2e-5);
}

describe('a step with own operations', () => {
  const common = stepsInProcess(CASES, { PLATEAU_OWN_OPERATIONS: 'off' });
  const own = stepsInProcess(CASES);

  it.each(CASES.map((step, k) => ({ ...step, k, knobs: JSON.stringify(step.knobs ?? {}) })))(
    'of $method on $space ($knobs) has the losses and the changes of one without',
    ({ method, k }) => {
      const [ours, theirs] = [own[k]!, common[k]!];
      expect(theirs.own).toEqual({});
      const used = [
        'PlateauPointwise',
        'PlateauPointwiseGrad',
        'PlateauSeparable',
        'PlateauSeparableGrad',
        'PlateauWeightedSum',
        'PlateauWeightedSumGrad',
      ];
      if (method === 'ms-darts') used.push('PlateauNode');
      expect(Object.keys(ours.own).sort()).toEqual(used.sort());
      expectSameSteps(ours, theirs);
    },
  );

  it('gives the same bits twice on one thread, and nearly those on all of them', () => {
    const some = CASES.slice(1, 3);
    const one = stepsInProcess(some, { TF_NUM_INTEROP_THREADS: '1' });
    expect(stepsInProcess(some, { TF_NUM_INTEROP_THREADS: '1' })).toEqual(one);
    one.forEach((alone, k) => expectSameSteps(own[1 + k]!, alone));
  });
});

const POINTS = 3;
const BATCH = 2;

/** Logits at several points of a supernet with running statistics, each way to compute them. */
function scored(space: SpaceName, channels: number, partial: number) {
  const builder = new GraphBuilder();
  const { graph } = builder;
  const net = supernet({
    ...{
      space: SPACES[space],
      channels,
      partial,
      layers: 3,
      height: 8,
      width: 8,
      inputChannels: 3,
      classes: 4,
    },
  });
  const data: Record<string, Numbers> = {};
  const input = (name: string, shape: Shape, make: (count: number, salt: number) => Float64Array): Value => {
    data[name] = make(sizeOf(shape), Object.keys(data).length);
    return builder.input(name, shape);
  };
  const x = input('x', [BATCH, 8, 8, 3], numbers);
  const w = input('w', [net.parameters.size], (count, salt) => numbers(count, salt).map((n) => 0.4 * n));
  const running = {
    mean: input('mean', [net.parameters.statistics], numbers),
    variance: input('variance', [net.parameters.statistics], positives),
  };
  const A = each(net.alphas, ({ name, rows, mixing }) =>
    input(`A.${name}`, [POINTS, rows, mixing], positives),
  );
  // The same at all points: numbers of a place.
  const noise: NoiseSource = (shape, cell, edge) =>
    constant(graph, [...numbers(sizeOf(shape), 100 * cell + edge)], shape);
  const passes = (common: boolean) => forwardPasses(net, w, () => noise, { common });
  const at = (point: number) =>
    mapped(A, (of) => reshape(slice(of, [point, 0, 0], [1, ...of.shape.slice(1)]), of.shape.slice(1)));
  const single = (common: boolean): Value =>
    concat(
      Array.from({ length: POINTS }, (_, point) => passes(common).evaluate(x, at(point), running)),
      0,
    );
  const ways = {
    scores: passes(false).score(x, A, running),
    evaluations: single(false),
    common: single(true),
    together: passes(true).score(x, A, running),
  };
  const operations = mapped(ways, (value) => new Set(ancestors([value]).map(({ op }) => op)));
  for (const [name, value] of Object.entries(ways)) builder.output(name, value);
  const session = new Session(builder);
  const result = session.run(data, ['scores', 'evaluations', 'common', 'together']);
  session.dispose();
  return { result, operations };
}

describe.each([
  { space: 's5', channels: 8, partial: 1 },
  { space: 's1', channels: 4, partial: 1 },
  { space: 's4', channels: 8, partial: 1 },
  { space: 's3', channels: 16, partial: 4 },
  { space: 's5', channels: 6, partial: 1 },
] as const)('scores at several points ($space, $channels channels, partial $partial)', (net) => {
  const { result, operations } = scored(net.space, net.channels, net.partial);

  it('are computed node by node where channels fit', () => {
    expect(operations['scores']).toContain('PlateauNode');
    expect(operations['evaluations']).not.toContain('PlateauNode');
    expect(operations['evaluations']).toContain('PlateauSeparable');
    expect([...operations['common'], ...operations['together']].join()).not.toContain('Plateau');
  });

  it('are those of single evaluations, with own operations and without', () => {
    const points = Array.from({ length: POINTS }, (_, k) => result.common.slice(8 * k, 8 * k + 8));
    expect(new Set(points.map(String)).size).toBe(POINTS);
    for (const name of ['scores', 'evaluations', 'together'] as const)
      expect(relativeError(result[name], result.common), name).toBeLessThan(1e-5);
  });
});

it('images whose channels do not fit are convolved by common operations', () => {
  const builder = new GraphBuilder();
  const net = supernet({
    ...{ space: SPACES.s5, channels: 6, layers: 3, height: 8, width: 8, inputChannels: 3, classes: 4 },
  });
  const w = builder.input('w', [net.parameters.size]);
  const noise: NoiseSource = (shape) => constant(builder.graph, [0], shape);
  forwardPasses(net, w, () => noise).train(builder.input('x', [2, 8, 8, 3]), {});
  const channels = (op: string) =>
    new Set(builder.graph.nodes.filter((node) => node.op === op).map(({ inputs }) => inputs[0]!.shape[3]));
  expect(channels('PlateauSeparable')).toEqual(new Set([24]));
  expect(channels('DepthwiseConv2dNative')).toEqual(new Set([6, 12]));
});
