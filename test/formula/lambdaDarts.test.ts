/** How Λ-DARTS makes the normal cells agree, against closed forms and on a smooth toy loss. */
import { describe, expect, it } from 'vitest';
import { alignment, lambdaDarts } from '../../src-main/engine/methods/lambdaDarts.ts';
import { supernet } from '../../src-main/engine/supernet/network.ts';
import { listOf, type Tensors } from '../../src-main/engine/supernet/tensors.ts';
import { gradients } from '../../src-main/engine/tensorflow/autodiff/reverse.ts';
import type { Value } from '../../src-main/engine/tensorflow/graph.ts';
import {
  add,
  addN,
  exp,
  mul,
  scalar,
  scale,
  stopGradient,
} from '../../src-main/engine/tensorflow/ops/basic.ts';
import { reshape, sum } from '../../src-main/engine/tensorflow/ops/shape.ts';
import { GraphBuilder, Session } from '../../src-main/engine/tensorflow/session.ts';
import { presetConfig } from '../../src-shared/run/presets.ts';
import { EDGES, SPACES } from '../../src-shared/space/spaces.ts';

type Numbers = readonly number[];

const numbers = (count: number, salt: number): number[] =>
  Array.from({ length: count }, (_, i) => Math.fround(Math.sin(12.9898 * (i + 1) + 78.233 * salt)));
const dot = (a: Numbers, b: Numbers): number => a.reduce((total, value, i) => total + value * b[i]!, 0);
const zip = (a: Numbers, b: Numbers, by: (x: number, y: number) => number): number[] =>
  a.map((value, i) => by(value, b[i]!));

describe.each(['corr', 'signcorr'] as const)('with %s', (form) => {
  const G = [1, 2, 3].map((salt) => numbers(8, salt));
  const found = (
    layers: readonly Numbers[],
    columns = 4,
  ): { directions: number[][]; correlation: number } => {
    const builder = new GraphBuilder('float64');
    const inputs = layers.map((_, l) => builder.input(`G${l}`, [layers[l]!.length / columns, columns]));
    const { directions, correlation } = alignment(
      inputs.map((each) => [each]),
      [4],
      form,
    );
    directions.forEach(([d], l) => builder.output(`d${l}`, d!));
    builder.output('correlation', correlation);
    const session = new Session(builder);
    const feeds = Object.fromEntries(layers.map((each, l) => [`G${l}`, Float64Array.from(each)]));
    const names = layers.map((_, l) => `d${l}`);
    const result: Partial<Record<string, ArrayLike<number>>> = session.run(feeds, [...names, 'correlation']);
    session.dispose();
    return {
      directions: names.map((name) => Array.from(result[name]!)),
      correlation: result['correlation']![0]!,
    };
  };
  const { directions, correlation } = found(G);
  const units = G.map((g) => g.map((value) => value / Math.sqrt(dot(g, g))));

  it('has the mean cosine of all pairs', () => {
    const [a, b, c] = units as [number[], number[], number[]];
    expect(correlation).toBeCloseTo((dot(a, b) + dot(a, c) + dot(b, c)) / 3, 10);
  });

  it("moves no layer along its own gradient: that would change the gradient's length alone", () => {
    directions.forEach((d, l) => {
      expect(dot(d, d)).toBeGreaterThan(1e-6);
      expect(dot(d, G[l]!)).toBeCloseTo(0, 10);
    });
  });

  it('is the projected sum of what the other layers want', () => {
    const pairs = units.length * (units.length - 1) * 0.5;
    directions.forEach((d, l) => {
      const u = units[l]!;
      const wanted = units.reduce<number[]>(
        (total, other, k) => {
          if (k === l) return total;
          const product = zip(u, other, (x, y) => x * y);
          const all = product.reduce((s, value) => s + Math.abs(value), 0);
          const part = dot(u, other) / all ** 2;
          return total.map((value, i) =>
            form === 'corr'
              ? value + other[i]!
              : value + other[i]! * (1 / all - part * Math.sign(product[i]!)),
          );
        },
        u.map(() => 0),
      );
      const along = dot(u, wanted);
      const length = Math.sqrt(dot(G[l]!, G[l]!));
      d.forEach((value, i) => expect(value).toBeCloseTo((wanted[i]! - u[i]! * along) / length / pairs, 10));
    });
  });

  it('leaves columns that are no operation of the edge where they are', () => {
    const wide = G.map((g) => [...g.slice(0, 4), 9, ...g.slice(4), -9]);
    const { directions: padded, correlation: same } = found(wide, 5);
    expect(same).toBeCloseTo(correlation, 12);
    padded.forEach((d, l) => {
      expect([d[4], d[9]]).toEqual([0, 0]);
      zip([...d.slice(0, 4), ...d.slice(5, 9)], directions[l]!, (x, y) => x - y).forEach((difference) =>
        expect(difference).toBeCloseTo(0, 12),
      );
    });
  });
});

const net = supernet({
  space: SPACES.s2,
  channels: 4,
  layers: 4,
  height: 8,
  width: 8,
  inputChannels: 3,
  classes: 2,
});
const SIZE = EDGES * 2;

/** L(w, A) = Σ over layers of c_l·Σ w·A_l + Σ exp(w·A_0·A_3): smooth, with layers 0 and 3 the normal ones. */
function toyLoss(w: Value, layers: readonly Value[], c: readonly Value[]): Value {
  const W = reshape(w, [EDGES, 2]);
  const linear = layers.map((A, l) => sum(mul(mul(W, A), c[l]!)));
  return add(addN(linear), sum(exp(mul(W, mul(layers[0]!, layers[3]!)))));
}

/** The values of the layers by the names of their tensors. */
const named = (layers: readonly Value[]): Tensors<Value>[] =>
  layers.map((value, l) => Object.fromEntries(net.layers[l]!.map((name) => [name, value])));

interface Toy {
  readonly gradient: number[];
  readonly changed: number[];
  readonly correlation: number;
}

/** The hook on the toy loss, as a function of w; `vanished`: the gradients of the layers are 0. */
function toy({ vanished = false } = {}): (w: Numbers) => Toy {
  const builder = new GraphBuilder('float64');
  const one = scalar(builder.graph, 1);
  const weights = builder.input('w', [SIZE]);
  const layers = [0, 1, 2, 3].map((l) => builder.input(`A${l}`, [EDGES, 2]));
  const c = [0, 1, 2, 3].map((l) => builder.input(`c${l}`, [EDGES, 2]));
  const gradientOf = (others: readonly Value[], xs: readonly Value[]): Value[] =>
    gradients(toyLoss(weights, others, c), one, xs).map((found) => found!);
  const [gradient, ...ofLayers] = gradientOf(layers, [weights, ...layers]);
  const unused = (): never => {
    throw new Error('not for this method');
  };
  const { weightGradient } = lambdaDarts;
  const changed = weightGradient!({
    gradient: gradient!,
    layers: named(layers),
    ofLayers: named(vanished ? ofLayers.map((each) => scale(each, 0)) : ofLayers),
    gradientAt: (others) => {
      const fixed = others.flatMap(listOf).map(stopGradient);
      return { loss: toyLoss(weights, fixed, c), gradient: gradientOf(fixed, [weights])[0]! };
    },
    config: presetConfig('lambda-darts', { space: 's2', layers: 4, lambdaReach: 1e-4 }),
    net,
    scheduled: () => one,
    fed: unused,
    ofValidation: unused,
    memory: {},
    remember: unused,
    record: (name, value) => builder.output(name, value),
  });
  builder.output('changed', changed.gradient);
  const session = new Session(builder);
  const feeds = Object.fromEntries(
    [0, 1, 2, 3].flatMap((l) => [
      [`A${l}`, Float64Array.from(numbers(SIZE, 20 + l), (x) => 0.5 + x / 4)],
      [`c${l}`, Float64Array.from(numbers(SIZE, 30 + l))],
    ]),
  );
  return (w) => {
    const names = ['changed', 'lambda.gradient', 'lambda.correlation'] as const;
    const result = session.run({ ...feeds, w: Float64Array.from(w) }, names);
    return {
      gradient: [...result['lambda.gradient']],
      changed: [...result.changed],
      correlation: result['lambda.correlation'][0]!,
    };
  };
}

describe('the weight step', () => {
  const w = numbers(SIZE, 5);

  it('adds the gradient that raises the correlation of the normal layers', () => {
    const at = toy();
    const { gradient, changed } = at(w);
    const added = zip(changed, gradient, (x, y) => x - y);
    const h = 1e-3;
    const rise = w.map((_, i) => {
      const moved = (by: number): number => at(w.map((x, k) => (k === i ? x + by : x))).correlation;
      return (moved(h) - moved(-h)) / (2 * h);
    });
    const largest = Math.max(...rise.map(Math.abs));
    expect(largest).toBeGreaterThan(1e-3);
    added.forEach((value, i) => expect(Math.abs(value + rise[i]!)).toBeLessThan(1e-4 * largest));
  });

  it('adds nothing where the gradients of the layers vanished', () => {
    const { gradient, changed } = toy({ vanished: true })(w);
    expect(changed).toEqual(gradient);
  });
});

it('λ rises linearly from 0 to lambdaWeight at the last epoch', () => {
  const of = (epochs: number) => (epoch: number) =>
    lambdaDarts.schedule!(presetConfig('lambda-darts', { epochs, lambdaWeight: 0.25 }), epoch)['lambda'];
  expect([0, 24.5, 49].map(of(50))).toEqual([0, 0.125, 0.25]);
  expect(of(1)(0)).toBe(0);
});
