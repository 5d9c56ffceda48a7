/** The Gumbel softmax of GDAS against closed forms. */
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src-shared/random.ts';
import { presetConfig } from '../../src-shared/run/presets.ts';
import { gdas } from '../../src-main/engine/methods/gdas.ts';
import { CompiledSearch } from '../../src-main/engine/search/compiledSearch.ts';
import { drawn } from '../../src-main/engine/search/draws.ts';
import { perCell } from '../../src-main/engine/supernet/perCell.ts';
import { gradients } from '../../src-main/engine/tensorflow/autodiff/reverse.ts';
import { mul, scalar } from '../../src-main/engine/tensorflow/ops/basic.ts';
import { sum } from '../../src-main/engine/tensorflow/ops/shape.ts';
import { GraphBuilder, Session } from '../../src-main/engine/tensorflow/session.ts';
import { SMALL_IMAGE, smallConfig } from '../fixtures/smallSearch.ts';

const LOGITS = [
  [0.4, -1, 0.2],
  [0, 2, -0.5],
];
/** Exp(1) draws, and what the result of each operation is worth. */
const EXPONENTIAL = [
  [0.9, 0.1, 2],
  [1.5, 0.7, 0.3],
];
const WORTH = [
  [3, -2, 5],
  [1, 4, -1],
];

const softmax = (row: readonly number[]): number[] => {
  const powers = row.map(Math.exp);
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((each) => each / total);
};

/** p = softmax((α − log Exp)/τ): what log softmax takes off α is the same for the whole row. */
const probabilities = (tau: number): number[][] =>
  LOGITS.map((row, edge) => softmax(row.map((logit, k) => (logit - Math.log(EXPONENTIAL[edge]![k]!)) / tau)));

function sampled(
  gumbelGradient: 'selected' | 'full',
  tau: number,
  normal: 'operation' | 'parents' = 'operation',
) {
  const builder = new GraphBuilder('float64');
  const input = (name: string) => perCell((type) => builder.input(`${name}.${type}`, [2, 3]));
  const [logits, worth] = [input('logits'), input('worth')];
  const { A, ran, constant } = gdas.sample!({
    config: presetConfig('gdas', { gumbelGradient }),
    chooses: { normal, reduce: 'operation' },
    logits,
    A: logits,
    scheduled: () => scalar(builder.graph, tau),
    draw: () => input('draw'),
    seed: () => logits,
    record: () => undefined,
  });
  builder.output('A', A['normal']!);
  builder.output('ran', ran!['normal']!);
  if (constant) builder.output('constant', constant['normal']!);
  const value = sum(mul(A['normal']!, worth.normal));
  const of = constant ? mul(sum(constant['normal']!), scalar(builder.graph, 7)) : value;
  builder.output('gradient', gradients(of, scalar(builder.graph, 1), [logits.normal])[0]!);
  const flat = (rows: readonly number[][]) => Float64Array.from(rows.flat());
  const feeds = {
    'logits.normal': flat(LOGITS),
    'draw.normal': flat(EXPONENTIAL),
    'worth.normal': flat(WORTH),
  };
  const session = new Session(builder);
  const names = ['A', 'ran', 'gradient', ...(constant ? ['constant'] : [])];
  return session.run(feeds, names);
}

const CHOSEN = [0, 1, 0, 0, 1, 0];

describe.each([10, 0.1])('GDAS at temperature %d', (tau) => {
  it('mixes with the one-hot row of the likeliest draw: an edge is what that operation gives', () => {
    const { A, ran } = sampled('selected', tau);
    CHOSEN.forEach((each, i) => expect(A![i]).toBeCloseTo(each, 12));
    expect([...ran!]).toEqual(CHOSEN);
  });

  it('takes the gradient of the soft choice, of the chosen operation alone', () => {
    const p = probabilities(tau);
    const expected = p.flatMap((row, edge) => {
      const i = CHOSEN.slice(3 * edge, 3 * edge + 3).indexOf(1);
      return row.map((each, j) => (WORTH[edge]![i]! * row[i]! * ((i === j ? 1 : 0) - each)) / tau);
    });
    const { gradient } = sampled('selected', tau);
    expected.forEach((each, i) => expect(gradient![i]).toBeCloseTo(each, 9));
  });

  it('full: the operations that do not run add 0, with the gradient of their probability', () => {
    const p = probabilities(tau);
    const expected = p.flatMap((row, edge) => {
      const i = CHOSEN.slice(3 * edge, 3 * edge + 3).indexOf(1);
      return row.map((each, j) => (-7 * row[i]! * ((i === j ? 1 : 0) - each)) / tau);
    });
    const { gradient, constant } = sampled('full', tau);
    expect([...constant!].every((each) => Math.abs(each) < 1e-12)).toBe(true);
    expected.forEach((each, i) => expect(gradient![i]).toBeCloseTo(each, 9));
  });
});

it('weighs parents by all of their probabilities, with their gradient, and all of them take part', () => {
  const p = probabilities(2);
  const { A, ran, gradient } = sampled('selected', 2, 'parents');
  p.flat().forEach((each, i) => expect(A![i]).toBeCloseTo(each, 12));
  expect([...ran!]).toEqual(CHOSEN.map(() => 1));
  p.flatMap((row, r) => {
    const mean = row.reduce((sum, each, k) => sum + each * WORTH[r]![k]!, 0);
    return row.map((each, k) => (each * (WORTH[r]![k]! - mean)) / 2);
  }).forEach((each, i) => expect(gradient![i]).toBeCloseTo(each, 9));
});

/** The state after the first `steps` steps of a small search with momentum and weight decay. */
function stateAfter(steps: number) {
  const config = smallConfig('gdas', 's2');
  const compiled = new CompiledSearch(config, SMALL_IMAGE, 4);
  compiled.load(compiled.initialState(1));
  const images = { x: seededRandom(1).uniforms(4 * 8 * 8 * 3, -1, 1), y: Int32Array.of(0, 1, 2, 3) };
  for (let step = 0; step < steps; step++)
    compiled.step(images, undefined, {
      ...{ learningRate: 0.1, epsilon: 0, alphaSteps: undefined, noiseSeed: [1, 2], epoch: 0 },
      draws: drawn(config, step, 0),
    });
  const { w, momentum, variance } = compiled.read();
  compiled.session.dispose();
  return { list: compiled.net.parameters, w, momentum, variance };
}

type State = ReturnType<typeof stateAfter>;

/** The candidate operation that a parameter or a batch norm belongs to. */
const operationOf = (name: string): string | undefined =>
  /^cells\.\d+\._ops\.\d+\._ops\.\d+/u.exec(name)?.[0];

/** Which operations ran in the step between two states, by their running variance. */
function ranBetween(before: State, after: State): Set<string> {
  const ran = new Set<string>();
  let offset = 0;
  for (const { name, channels } of after.list.batchNorms) {
    const from = offset;
    offset += channels;
    const moved = after.variance.slice(from, offset).some((each, i) => each !== before.variance[from + i]);
    const operation = operationOf(name);
    if (operation !== undefined && moved) ran.add(operation);
  }
  return ran;
}

it('on each edge the running statistics of one operation move, inner batch norms included', () => {
  const { list, variance } = stateAfter(1);
  // Which batch norms moved from their 1, of each separable convolution and each strided skip connection.
  const moved = new Map<string, boolean[]>();
  let offset = 0;
  for (const { name, channels } of list.batchNorms) {
    const operation = operationOf(name);
    const own = variance.slice(offset, (offset += channels));
    if (operation === undefined) expect(own.some((each) => each !== 1)).toBe(true);
    else moved.set(operation, [...(moved.get(operation) ?? []), own.some((each) => each !== 1)]);
  }
  const operations = [...moved.values()];
  expect(operations.every((norms) => new Set(norms).size === 1)).toBe(true);
  expect(operations.some((norms) => norms.length === 2 && norms[0])).toBe(true);
  expect(operations.some((norms) => norms.length === 2 && !norms[0])).toBe(true);
});

it('an operation that does not run in a step keeps its weights and its momentum: they do not even decay', () => {
  const [start, first, second] = [0, 1, 2].map(stateAfter) as [State, State, State];
  const [ranFirst, ranSecond] = [ranBetween(start, first), ranBetween(first, second)];
  let rested = 0;
  let offset = 0;
  for (const { name, shape } of second.list.parameters) {
    const from = offset;
    offset += shape.reduce((product, side) => product * side, 1);
    const part = (of: State, key: 'w' | 'momentum') => of[key].slice(from, offset);
    const operation = operationOf(name);
    const rests = operation !== undefined && !ranSecond.has(operation);
    for (const key of ['w', 'momentum'] as const) {
      const same = expect(part(second, key));
      if (rests) same.toEqual(part(first, key));
      else same.not.toEqual(part(first, key));
    }
    // It had moved before: what it keeps is a momentum.
    if (rests && ranFirst.has(operation) && part(first, 'momentum').some((each) => each !== 0)) rested++;
  }
  expect(rested).toBeGreaterThan(0);
});
