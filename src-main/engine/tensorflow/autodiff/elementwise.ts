/** Rules of element-wise operations and of the selections among them. */
import { output, sameShape, type Shape, type Value } from '../graph.ts';
import { add, div, exp, mul, neg, rsqrt, scale, sign, square, sub, where } from '../ops/basic.ts';
import { reshape, sum } from '../ops/shape.ts';
import { input, type Maybe, multilinear, type Rule, sumOf, zerosLike } from './rules.ts';

/** Sums a cotangent over the axes along which an operand of `shape` was broadcast. */
export function unbroadcast(gradient: Value, shape: Shape): Value {
  if (sameShape(gradient.shape, shape)) return gradient;
  const lead = gradient.shape.length - shape.length;
  const axes = gradient.shape.flatMap((side, axis) =>
    axis < lead || (shape[axis - lead] === 1 && side !== 1) ? [axis] : [],
  );
  return reshape(axes.length > 0 ? sum(gradient, axes) : gradient, shape);
}

type Partial = (gradient: Value, a: Value, b: Value, y: Value) => Value;

function binary(left: Partial, right: Partial, forward?: Rule['forward']): Rule {
  return {
    reverse: (node, [gradient], needed) => {
      if (!gradient) return [];
      const [a, b, y] = [input(node, 0), input(node, 1), output(node)];
      return [
        needed[0] ? unbroadcast(left(gradient, a, b, y), a.shape) : undefined,
        needed[1] ? unbroadcast(right(gradient, a, b, y), b.shape) : undefined,
      ];
    },
    ...(forward ? { forward } : {}),
  };
}

/** An operation y = f(x) with the derivative as a factor: dy = f′ · dx. */
export function unary(derivative: (gradient: Value, x: Value, y: Value) => Value): Rule {
  const apply = (x: Value, y: Value, gradient: Maybe): readonly Maybe[] => [
    gradient && derivative(gradient, x, y),
  ];
  return {
    reverse: (node, [gradient]) => apply(input(node, 0), output(node), gradient),
    forward: (node, [tangent]) => apply(input(node, 0), output(node), tangent),
  };
}

function broadcastTangent(tangent: Value, shape: Shape): Value {
  return sameShape(tangent.shape, shape) ? tangent : add(tangent, zerosLike({ ...tangent, shape }));
}

/** `gradient` where y = relu(x) is positive. */
export function reluGradient(gradient: Value, y: Value): Value {
  return output(y.node.graph.add('ReluGrad', [gradient, y], { T: { type: y.dtype } }, [y]));
}

/** Along the last axis: y (g − Σ g y). */
function softmaxProduct(gradient: Value, y: Value): Value {
  return mul(sub(gradient, sum(mul(gradient, y), [y.shape.length - 1], true)), y);
}

/** Piecewise constant: no derivative where there is one. */
const CONSTANT: Rule = {
  reverse: () => [],
  forward: (node) => node.outputs.map(() => undefined),
};

export const ELEMENTWISE_RULES: Readonly<Record<string, Rule>> = {
  Identity: {
    reverse: (_, cotangents) => cotangents,
    forward: (_, tangents) => tangents,
  },
  AddV2: binary(
    (g) => g,
    (g) => g,
    (node, [a, b]) => [
      a && b ? add(a, b) : a || b ? broadcastTangent((a ?? b)!, output(node).shape) : undefined,
    ],
  ),
  Sub: binary(
    (g) => g,
    (g) => neg(g),
    (node, [a, b]) => {
      if (a && b) return [sub(a, b)];
      return [
        a ? broadcastTangent(a, output(node).shape) : b && broadcastTangent(neg(b), output(node).shape),
      ];
    },
  ),
  Mul: binary(
    (g, _, b) => mul(g, b),
    (g, a) => mul(g, a),
    multilinear(0, 1),
  ),
  RealDiv: binary(
    (g, _, b) => div(g, b),
    (g, _, b, y) => neg(div(mul(g, y), b)),
    /** ẏ = (ȧ − y ḃ)/b */
    (node, [a, b]) => {
      const [by, y] = [input(node, 1), output(node)];
      const moved = sumOf([a && broadcastTangent(a, y.shape), b && neg(mul(y, b))]);
      return [moved && div(moved, by)];
    },
  ),
  AddN: {
    reverse: (node, [gradient]) => node.inputs.map(() => gradient),
    forward: (_, tangents) => [sumOf(tangents)],
  },
  Neg: unary((g) => neg(g)),
  Square: unary((g, x) => mul(g, scale(x, 2))),
  Exp: unary((g, _, y) => mul(g, y)),
  Log: unary((g, x) => div(g, x)),
  Abs: unary((g, x) => mul(g, sign(x))),
  /** dσ = σ (1 − σ) dx */
  Sigmoid: unary((g, _, y) => mul(g, sub(y, square(y)))),
  /** d x^(−1/2) = −½ y³ dx */
  Rsqrt: unary((g, _, y) => mul(g, scale(mul(y, mul(y, y)), -0.5))),
  /** d √x = dx / (2√x) */
  Sqrt: unary((g, x) => scale(mul(g, rsqrt(x)), 0.5)),
  Relu: unary((g, _, y) => reluGradient(g, y)),
  /** Linear in the gradient; the mask does not move. */
  ReluGrad: { forward: multilinear(0) },
  Softmax: unary((g, _, y) => softmaxProduct(g, y)),
  LogSoftmax: {
    /** g − softmax(x) Σ g */
    reverse: (node, [gradient]) =>
      gradient ? [sub(gradient, mul(exp(output(node)), sum(gradient, lastAxis(gradient), true)))] : [],
    /** ẋ − Σ softmax(x) ẋ */
    forward: (node, [tangent]) =>
      tangent ? [sub(tangent, sum(mul(exp(output(node)), tangent), lastAxis(tangent), true))] : [undefined],
  },
  SelectV2: {
    reverse: (node, [gradient], needed) => {
      if (!gradient) return [];
      const condition = input(node, 0);
      const zero = zerosLike(gradient);
      return [
        undefined,
        needed[1] ? unbroadcast(where(condition, gradient, zero), input(node, 1).shape) : undefined,
        needed[2] ? unbroadcast(where(condition, zero, gradient), input(node, 2).shape) : undefined,
      ];
    },
    forward: (node, [, yes, no]) =>
      yes || no
        ? [where(input(node, 0), yes ?? zerosLike(output(node)), no ?? zerosLike(output(node)))]
        : [undefined],
  },
  Greater: CONSTANT,
  Equal: CONSTANT,
  Sign: CONSTANT,
  BroadcastTo: {
    reverse: (node, [gradient]) => (gradient ? [unbroadcast(gradient, input(node, 0).shape)] : []),
    forward: multilinear(0),
  },
};

function lastAxis(x: Value): number[] {
  return [x.shape.length - 1];
}
