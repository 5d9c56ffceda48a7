/** Rules of reductions and of operations that only move elements: all of them linear. */
import { again, type DType, type Node, output, sizeOf, type Value } from '../graph.ts';
import { broadcastTo, integers, scale } from '../ops/basic.ts';
import {
  concat,
  fromPhases,
  gather,
  pack,
  reshape,
  segmentSum,
  slice,
  toPhases,
  transpose,
} from '../ops/shape.ts';
import { input, jointlyLinear, type Maybe, multilinear, type Rule, zerosLike } from './rules.ts';

/** Cotangent of a reduction spread back over the reduced axes. */
function spread(node: Node, gradient: Value): Value {
  const x = input(node, 0);
  const axes = constantNumbers(input(node, 1));
  const kept = x.shape.map((side, axis) => (axes.includes(axis) ? 1 : side));
  return broadcastTo(reshape(gradient, kept), x.shape);
}

/** The numbers of a constant. */
export function constantNumbers(value: Value): readonly number[] {
  const attribute = value.node.attributes['value'];
  if (!attribute || !('tensor' in attribute)) throw new Error(`${value.node.name} is not a constant`);
  return attribute.tensor.data;
}

/** Offsets at which the inputs of a ConcatV2 begin along its axis. */
function concatParts(node: Node, gradient: Value): Value[] {
  const data = node.inputs.slice(0, -1);
  const axis = constantNumbers(input(node, node.inputs.length - 1))[0] ?? 0;
  let offset = 0;
  return data.map((value) => {
    const begin = value.shape.map((_, k) => (k === axis ? offset : 0));
    offset += value.shape[axis] ?? 0;
    return slice(gradient, begin, value.shape);
  });
}

const INT32 = { type: 'int32' as DType };

function reversed(rule: (node: Node, gradient: Value) => readonly Maybe[]): NonNullable<Rule['reverse']> {
  return (node, [gradient]) => (gradient ? rule(node, gradient) : []);
}

/** Missing cotangents of some outputs are zeros, unless all are missing. */
function filledIn(node: Node, cotangents: readonly Maybe[]): Value[] | undefined {
  if (cotangents.every((cotangent) => !cotangent)) return undefined;
  return node.outputs.map((value, index) => cotangents[index] ?? zerosLike(value));
}

/** Forward rule of an operation with several outputs, linear in input 0. */
const outputsOfLinear: NonNullable<Rule['forward']> = (node, [tangent]) =>
  tangent ? again(node, [tangent, ...node.inputs.slice(1)]) : [];

export const LAYOUT_RULES: Readonly<Record<string, Rule>> = {
  Sum: { reverse: reversed((node, g) => [spread(node, g)]), forward: multilinear(0) },
  Mean: {
    reverse: reversed((node, g) => {
      const ratio = sizeOf(output(node).shape) / sizeOf(input(node, 0).shape);
      return [spread(node, scale(g, ratio))];
    }),
    forward: multilinear(0),
  },
  Reshape: { reverse: reversed((node, g) => [reshape(g, input(node, 0).shape)]), forward: multilinear(0) },
  Transpose: {
    reverse: reversed((node, g) => {
      const order = constantNumbers(input(node, 1));
      return [
        transpose(
          g,
          order.map((_, axis) => order.indexOf(axis)),
        ),
      ];
    }),
    forward: multilinear(0),
  },
  ConcatV2: {
    reverse: reversed((node, g) => concatParts(node, g)),
    forward: jointlyLinear((node) => node.inputs.length - 1),
  },
  SplitV: {
    reverse: (node, cotangents) => {
      const parts = filledIn(node, cotangents);
      return parts ? [concat(parts, constantNumbers(input(node, 2))[0] ?? 0)] : [];
    },
    forward: outputsOfLinear,
  },
  Unpack: {
    reverse: (node, cotangents) => {
      const parts = filledIn(node, cotangents);
      return parts ? [pack(parts)] : [];
    },
    forward: outputsOfLinear,
  },
  Pack: {
    reverse: reversed((node, g) => {
      const attributes = { num: { int: node.inputs.length }, T: { type: g.dtype }, axis: { int: 0 } };
      return node.graph.add('Unpack', [g], attributes, node.inputs).outputs;
    }),
    forward: jointlyLinear((node) => node.inputs.length),
  },
  PadV2: {
    reverse: reversed((node, g) => {
      const before = constantNumbers(input(input(node, 1).node, 0)).filter((_, index) => index % 2 === 0);
      return [slice(g, before, input(node, 0).shape)];
    }),
    /** The pad value is a constant: its tangent is padded with zeros. */
    forward: (node, [tangent]) => {
      if (!tangent) return [undefined];
      const zero = zerosLike(input(node, 2));
      return again(node, [tangent, input(node, 1), zero]);
    },
  },
  Slice: {
    reverse: reversed((node, g) => {
      const x = input(node, 0);
      const begin = constantNumbers(input(node, 1));
      const amounts = x.shape.flatMap((side, axis) => {
        const start = begin[axis] ?? 0;
        return [start, side - start - (g.shape[axis] ?? 0)];
      });
      const paddings = reshape(integers(node.graph, amounts), [x.shape.length, 2]);
      const attributes = { T: { type: g.dtype }, Tpaddings: INT32 };
      return [output(node.graph.add('Pad', [g, paddings], attributes, [x]))];
    }),
    forward: multilinear(0),
  },
  Pad: { forward: multilinear(0) },
  GatherV2: {
    reverse: reversed((node, g) => {
      const [x, indices] = [input(node, 0), input(node, 1)];
      return [segmentSum(g, indices, x.shape[0] ?? 0)];
    }),
    forward: multilinear(0),
  },
  UnsortedSegmentSum: {
    reverse: reversed((node, g) => [gather(g, input(node, 1))]),
    forward: multilinear(0),
  },
  SpaceToBatchND: {
    reverse: reversed((node, g) => {
      const [, height = 0, width = 0] = input(node, 0).shape;
      return [fromPhases(g, height, width)];
    }),
    forward: multilinear(0),
  },
  BatchToSpaceND: { reverse: reversed((_, g) => [toPhases(g)]), forward: multilinear(0) },
};
