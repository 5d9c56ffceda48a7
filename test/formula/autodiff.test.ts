/** Every differentiation rule against central differences of a smooth function, in float64. */
import { describe, expect, it } from 'vitest';
import { tangents } from '../../src-main/engine/tensorflow/autodiff/forward.ts';
import { gradients } from '../../src-main/engine/tensorflow/autodiff/reverse.ts';
import type { Shape, Value } from '../../src-main/engine/tensorflow/graph.ts';
import { sizeOf } from '../../src-main/engine/tensorflow/graph.ts';
import * as basic from '../../src-main/engine/tensorflow/ops/basic.ts';
import * as network from '../../src-main/engine/tensorflow/ops/network.ts';
import * as layout from '../../src-main/engine/tensorflow/ops/shape.ts';
import * as special from '../../src-main/engine/tensorflow/ops/special.ts';
import { GraphBuilder, type Numbers, Session } from '../../src-main/engine/tensorflow/session.ts';

interface Example {
  readonly name: string;
  readonly shapes: readonly Shape[];
  readonly apply: (inputs: readonly Value[]) => Value;
}

const image: Shape = [2, 6, 6, 3];
const one =
  (operation: (x: Value) => Value) =>
  ([x]: readonly Value[]): Value =>
    operation(x!);
const two =
  (operation: (a: Value, b: Value) => Value) =>
  ([a, b]: readonly Value[]): Value =>
    operation(a!, b!);

const EXAMPLES: readonly Example[] = [
  { name: 'add with broadcast', shapes: [image, [3]], apply: two(basic.add) },
  { name: 'sub with broadcast', shapes: [[3], image], apply: two(basic.sub) },
  { name: 'mul with broadcast', shapes: [image, [2, 1, 1, 3]], apply: two(basic.mul) },
  { name: 'neg and square', shapes: [image], apply: one((x) => basic.neg(basic.square(x))) },
  {
    name: 'sqrt and rsqrt',
    shapes: [[4, 3]],
    apply: one((x) => basic.mul(basic.sqrt(positive(x)), basic.rsqrt(positive(x)))),
  },
  { name: 'exp', shapes: [[4, 3]], apply: one(basic.exp) },
  { name: 'div with broadcast', shapes: [[4, 3], [3]], apply: two((a, b) => basic.div(a, positive(b))) },
  { name: 'log', shapes: [[4, 3]], apply: one((x) => special.log(positive(x))) },
  { name: 'abs', shapes: [[4, 3]], apply: one((x) => special.abs(x)) },
  { name: 'sigmoid', shapes: [[4, 3]], apply: one(special.sigmoid) },
  { name: 'elu', shapes: [[4, 3]], apply: one(special.elu) },
  { name: 'lgamma', shapes: [[4, 3]], apply: one((x) => special.lgamma(positive(x))) },
  { name: 'digamma', shapes: [[4, 3]], apply: one((x) => special.digamma(positive(x))) },
  { name: 'polygamma', shapes: [[4, 3]], apply: one((x) => special.polygamma(1, positive(x))) },
  {
    name: 'gather of rows, some twice',
    shapes: [[4, 3]],
    apply: one((x) => layout.gather(x, basic.integers(x.node.graph, [2, 0, 2, 3, 3]))),
  },
  {
    name: 'segmentSum with an empty segment',
    shapes: [[5, 3]],
    apply: one((x) => layout.segmentSum(x, basic.integers(x.node.graph, [3, 0, 0, 3, 1]), 4)),
  },
  { name: 'softmax', shapes: [[4, 5]], apply: one(basic.softmax) },
  { name: 'logSoftmax', shapes: [[4, 5]], apply: one(basic.logSoftmax) },
  {
    name: 'sum and mean',
    shapes: [image],
    apply: one((x) => basic.mul(layout.sum(x, [1, 2], true), layout.mean(x, [0]))),
  },
  { name: 'broadcastTo', shapes: [[3, 1]], apply: one((x) => basic.broadcastTo(x, [3, 4])) },
  {
    name: 'where',
    shapes: [
      [4, 3],
      [4, 3],
    ],
    apply: two((a, b) => basic.where(basic.greater(a, b), basic.square(a), b)),
  },
  {
    name: 'concat and split',
    shapes: [
      [5, 3],
      [2, 3],
    ],
    apply: two((a, b) => layout.split(layout.concat([a, b], 0), [3, 4])[1]!),
  },
  {
    name: 'pack and unpack',
    shapes: [
      [4, 3],
      [4, 3],
    ],
    apply: two((a, b) => layout.pack([layout.unpack(a)[1]!, layout.unpack(b)[2]!])),
  },
  { name: 'transpose', shapes: [[2, 3, 4]], apply: one((x) => layout.transpose(x, [2, 0, 1])) },
  {
    name: 'pad and slice',
    shapes: [[3, 4]],
    apply: one((x) =>
      layout.slice(
        layout.pad(x, [
          [1, 0],
          [2, 1],
        ]),
        [0, 1],
        [4, 5],
      ),
    ),
  },
  { name: 'every second pixel', shapes: [image], apply: one((x) => layout.everySecondPixel(x, 1)) },
  {
    name: 'phases of odd sides',
    shapes: [[1, 5, 3, 2]],
    apply: one((x) => layout.fromPhases(basic.square(layout.toPhases(x)), 5, 3)),
  },
  {
    name: 'matMul',
    shapes: [
      [3, 4],
      [4, 2],
    ],
    apply: two(network.matMul),
  },
  { name: 'conv2d', shapes: [image, [3, 3, 3, 4]], apply: two(network.conv2d) },
  {
    name: 'depthwise convolution',
    shapes: [image, [3, 3, 3, 1]],
    apply: two((x, w) => network.depthwiseConv2d(x, w, 1, 'SAME')),
  },
  {
    name: 'depthwise convolution, stride 2',
    shapes: [
      [1, 7, 7, 2],
      [3, 3, 2, 1],
    ],
    apply: two((x, w) => network.depthwiseConv2d(x, w, 2, 'VALID')),
  },
  { name: 'average pool', shapes: [image], apply: one((x) => network.avgPool(x, 3, 1, 'SAME')) },
  { name: 'max pool', shapes: [image], apply: one((x) => network.maxPool(x, 3, 1, 'SAME')) },
  {
    name: 'batch norm',
    shapes: [image, [3], [3]],
    apply: ([x, gamma, beta]) => network.batchNorm(x!, gamma!, beta).y,
  },
];

function positive(x: Value): Value {
  return basic.add(basic.square(x), basic.scalar(x.node.graph, 0.5));
}

/** Distinct numbers in (−1, 1), exact in float32. */
function numbers(count: number, salt: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) =>
    Math.fround(Math.sin(12.9898 * (i + 1) + 78.233 * salt)),
  );
}

/** loss = Σ y³/3 + y: smooth, with a gradient that depends on y. */
function lossOf(y: Value): Value {
  return layout.sum(basic.add(basic.scale(basic.mul(y, basic.square(y)), 1 / 3), y));
}

function relativeError(a: Numbers, b: Numbers): number {
  const size = Math.max(...b.map(Math.abs), 1e-3);
  return Math.max(...[...a].map((value, i) => Math.abs(value - b[i]!))) / size;
}

function moved(
  point: readonly Float64Array[],
  directions: readonly Float64Array[],
  step: number,
): Record<string, Numbers> {
  return Object.fromEntries(
    point.map((x, k) => [`x${k}`, x.map((value, i) => value + step * directions[k]![i]!)]),
  );
}

describe.each(EXAMPLES)('$name', ({ shapes, apply }) => {
  const builder = new GraphBuilder('float64');
  const inputs = shapes.map((shape, k) => builder.input(`x${k}`, shape));
  const directions = shapes.map((shape, k) => builder.input(`v${k}`, shape));
  const loss = lossOf(apply(inputs));
  const partial = gradients(loss, basic.scalar(builder.graph, 1), inputs).map((gradient) => gradient!);
  const seeds = inputs.map((of, k) => ({ of, tangent: directions[k]! }));
  const products = tangents(partial, seeds);
  builder.output('loss', loss);
  partial.forEach((gradient, k) => builder.output(`g${k}`, gradient));
  products.forEach((product, k) => builder.output(`h${k}`, product ?? basic.scale(inputs[k]!, 0)));

  const point = shapes.map((shape, k) => numbers(sizeOf(shape), k));
  const along = shapes.map((shape, k) => numbers(sizeOf(shape), k + 10));
  const step = 1e-5;

  it('has the gradient of its central differences', () => {
    const session = new Session(builder);
    const names = shapes.map((_, k) => `g${k}`);
    const gradient = session.run(moved(point, along, 0), names);
    const slope = names.reduce(
      (sum, name, k) => sum + [...gradient[name]!].reduce((s, g, i) => s + g * along[k]![i]!, 0),
      0,
    );
    const [up, down] = [step, -step].map((h) => session.run(moved(point, along, h), ['loss']).loss[0]!);
    expect(Math.abs(slope - (up! - down!) / (2 * step))).toBeLessThan(1e-6 * Math.max(1, Math.abs(slope)));
    session.dispose();
  });

  it('has the Hessian-vector product of its gradient’s central differences', () => {
    const session = new Session(builder);
    const feeds = { ...moved(point, along, 0), ...Object.fromEntries(along.map((v, k) => [`v${k}`, v])) };
    const exact = session.run(
      feeds,
      shapes.map((_, k) => `h${k}`),
    );
    const [up, down] = [step, -step].map((h) =>
      session.run(
        moved(point, along, h),
        shapes.map((_, k) => `g${k}`),
      ),
    );
    shapes.forEach((_, k) => {
      const difference = Float64Array.from(
        up![`g${k}`]!,
        (value, i) => (value - down![`g${k}`]![i]!) / (2 * step),
      );
      expect(relativeError(exact[`h${k}`]!, difference)).toBeLessThan(1e-5);
    });
    session.dispose();
  });
});

describe('fused batch norm', () => {
  it('has the gradient and the Hessian-vector product of the elementary one', () => {
    const results = (['float32', 'float64'] as const).map((precision) => {
      const builder = new GraphBuilder(precision);
      const [x, gamma, v, u] = [
        builder.input('x', image),
        builder.input('gamma', [3]),
        builder.input('v', image),
        builder.input('u', [3]),
      ];
      const loss = lossOf(network.batchNorm(x, gamma).y);
      const partial = gradients(loss, basic.scalar(builder.graph, 1), [x, gamma]).map(
        (gradient) => gradient!,
      );
      const products = tangents(partial, [
        { of: x, tangent: v },
        { of: gamma, tangent: u },
      ]);
      partial.forEach((gradient, k) => builder.output(`g${k}`, gradient));
      products.forEach((product, k) => builder.output(`h${k}`, product!));
      const session = new Session(builder);
      const size = sizeOf(image);
      const feeds = { x: numbers(size, 1), gamma: numbers(3, 2), v: numbers(size, 3), u: numbers(3, 4) };
      const result = session.run(feeds, ['g0', 'g1', 'h0', 'h1']);
      session.dispose();
      return result;
    });
    const [fused, elementary] = results;
    for (const name of ['g0', 'g1', 'h0', 'h1'] as const)
      expect(relativeError(fused![name], elementary![name])).toBeLessThan(2e-5);
  });
});

describe('a 1×1 convolution with bias and ReLU in one operation', () => {
  it('has the gradient and the Hessian-vector product of its parts', () => {
    const results = (['float32', 'float64'] as const).map((precision) => {
      const builder = new GraphBuilder(precision);
      const shapes: Shape[] = [image, [1, 1, 3, 4], [4]];
      const inputs = shapes.map((shape, k) => builder.input(`x${k}`, shape));
      const directions = shapes.map((shape, k) => builder.input(`v${k}`, shape));
      const [x, kernel, bias] = inputs;
      const y = network.pointwise(x!, kernel!, { bias: bias!, relu: true });
      expect(y.node.op).toBe(precision === 'float32' ? '_FusedConv2D' : 'Relu');
      const partial = gradients(lossOf(y), basic.scalar(builder.graph, 1), inputs).map((each) => each!);
      const products = tangents(
        partial,
        inputs.map((of, k) => ({ of, tangent: directions[k]! })),
      );
      partial.forEach((gradient, k) => builder.output(`g${k}`, gradient));
      products.forEach((product, k) => builder.output(`h${k}`, product!));
      const session = new Session(builder);
      const feeds: Record<string, Numbers> = {};
      shapes.forEach((shape, k) => {
        feeds[`x${k}`] = numbers(sizeOf(shape), k);
        feeds[`v${k}`] = numbers(sizeOf(shape), k + 3);
      });
      const result = session.run(feeds, ['g0', 'g1', 'g2', 'h0', 'h1', 'h2']);
      session.dispose();
      return result;
    });
    const [fused, parts] = results;
    for (const name of ['g0', 'g1', 'g2', 'h0', 'h1', 'h2'] as const)
      expect(relativeError(fused![name], parts![name])).toBeLessThan(1e-5);
  });
});
