/** Reductions, and operations that move elements without computing. */
import { type DType, type Node, output, type Shape, sizeOf, type Value } from '../graph.ts';
import { integers, scalar } from './basic.ts';

const INT32 = { type: 'int32' as DType };

export function reshape(x: Value, shape: Shape): Value {
  if (sizeOf(shape) !== sizeOf(x.shape)) throw new Error(`reshape: [${x.shape.join()}] to [${shape.join()}]`);
  const inputs = [x, integers(x.node.graph, shape)];
  const attributes = { T: { type: x.dtype }, Tshape: INT32 };
  return output(x.node.graph.add('Reshape', inputs, attributes, [{ shape, dtype: x.dtype }]));
}

export const flatten = (x: Value): Value => reshape(x, [sizeOf(x.shape)]);

function reduce(op: string, x: Value, axes: readonly number[], keepDims: boolean): Value {
  const shape = x.shape.flatMap((side, axis) => (axes.includes(axis) ? (keepDims ? [1] : []) : [side]));
  const attributes = { T: { type: x.dtype }, Tidx: INT32, keep_dims: { bool: keepDims } };
  const inputs = [x, integers(x.node.graph, axes)];
  return output(x.node.graph.add(op, inputs, attributes, [{ shape, dtype: x.dtype }]));
}

const allAxes = (x: Value): number[] => x.shape.map((_, axis) => axis);
export const sum = (x: Value, axes = allAxes(x), keepDims = false): Value => reduce('Sum', x, axes, keepDims);
export const mean = (x: Value, axes = allAxes(x), keepDims = false): Value =>
  reduce('Mean', x, axes, keepDims);

/** Joins along `axis`; all other sides must agree. */
export function concat(values: readonly Value[], axis: number): Value {
  const [first] = values;
  if (!first) throw new Error('concat: nothing to join');
  if (values.length === 1) return first;
  const along = values.reduce((total, value) => total + (value.shape[axis] ?? 0), 0);
  const shape = first.shape.map((side, k) => (k === axis ? along : side));
  const inputs = [...values, scalar(first.node.graph, axis, 'int32')];
  const attributes = { N: { int: values.length }, T: { type: first.dtype }, Tidx: INT32 };
  return output(first.node.graph.add('ConcatV2', inputs, attributes, [{ shape, dtype: first.dtype }]));
}

/** Cuts along `axis` into parts of the given sizes. */
export function split(x: Value, sizes: readonly number[], axis = 0): readonly Value[] {
  if (sizes.length === 0) return [];
  const graph = x.node.graph;
  const outputs = sizes.map((size) => ({
    shape: x.shape.map((s, k) => (k === axis ? size : s)),
    dtype: x.dtype,
  }));
  const inputs = [x, integers(graph, sizes), scalar(graph, axis, 'int32')];
  return graph.add(
    'SplitV',
    inputs,
    { num_split: { int: sizes.length }, T: { type: x.dtype }, Tlen: INT32 },
    outputs,
  ).outputs;
}

/** The slices along axis 0, without it. */
export function unpack(x: Value): readonly Value[] {
  const [count = 0, ...rest] = x.shape;
  const outputs = Array.from({ length: count }, () => ({ shape: rest, dtype: x.dtype }));
  const attributes = { num: { int: count }, T: { type: x.dtype }, axis: { int: 0 } };
  return x.node.graph.add('Unpack', [x], attributes, outputs).outputs;
}

/** Stacks values of one shape along a new axis 0. */
export function pack(values: readonly Value[]): Value {
  const [first] = values;
  if (!first) throw new Error('pack: nothing to stack');
  const attributes = { N: { int: values.length }, T: { type: first.dtype }, axis: { int: 0 } };
  const shape = [values.length, ...first.shape];
  return output(first.node.graph.add('Pack', values, attributes, [{ shape, dtype: first.dtype }]));
}

export function transpose(x: Value, order: readonly number[]): Value {
  const shape = order.map((axis) => x.shape[axis] ?? 1);
  const inputs = [x, integers(x.node.graph, order)];
  const attributes = { T: { type: x.dtype }, Tperm: INT32 };
  return output(x.node.graph.add('Transpose', inputs, attributes, [{ shape, dtype: x.dtype }]));
}

export type Padding = readonly (readonly [number, number])[];

/** Adds `value` before and after each axis. */
export function pad(x: Value, paddings: Padding, value = 0, after: readonly Node[] = []): Value {
  const graph = x.node.graph;
  const shape = x.shape.map((side, axis) => side + (paddings[axis]?.[0] ?? 0) + (paddings[axis]?.[1] ?? 0));
  const amounts = reshape(integers(graph, paddings.flat()), [paddings.length, 2]);
  const attributes = { T: { type: x.dtype }, Tpaddings: INT32 };
  const inputs = [x, amounts, scalar(graph, value)];
  return output(graph.add('PadV2', inputs, attributes, [{ shape, dtype: x.dtype }], { after }));
}

/** A box of `size` starting at `begin`. */
export function slice(x: Value, begin: readonly number[], size: Shape): Value {
  const graph = x.node.graph;
  const inputs = [x, integers(graph, begin), integers(graph, size)];
  return output(
    graph.add('Slice', inputs, { T: { type: x.dtype }, Index: INT32 }, [{ shape: size, dtype: x.dtype }]),
  );
}

/**
 * Every second pixel of [B, H, W, C] from (offset, offset) on: [B, H/2, W/2, C], even H, W. A box of
 * pixel pairs: TensorFlow's strided slice does the same 15 times slower on a CPU.
 */
export function everySecondPixel(x: Value, offset: 0 | 1): Value {
  const [batch = 0, height = 0, width = 0, channels = 0] = x.shape;
  if (height % 2 !== 0 || width % 2 !== 0) throw new Error(`everySecondPixel: odd sides ${height}×${width}`);
  const pairs = reshape(x, [batch, height / 2, 2, width / 2, 2 * channels]);
  const box = slice(pairs, [0, 0, offset, 0, offset * channels], [batch, height / 2, 1, width / 2, channels]);
  return reshape(box, [batch, height / 2, width / 2, channels]);
}

/**
 * [B, H, W, C] → [4B, ⌈H/2⌉, ⌈W/2⌉, C]: the four pixel phases, one after the other in the batch. A
 * convolution of dilation 2 is a plain one in this layout. Odd sides get a row or column of zeros.
 */
export function toPhases(x: Value): Value {
  const graph = x.node.graph;
  const [batch = 0, height = 0, width = 0, channels = 0] = x.shape;
  const paddings = integers(graph, [0, height % 2, 0, width % 2]);
  const inputs = [x, integers(graph, [2, 2]), reshape(paddings, [2, 2])];
  const attributes = { T: { type: x.dtype }, Tblock_shape: INT32, Tpaddings: INT32 };
  const shape = [4 * batch, Math.ceil(height / 2), Math.ceil(width / 2), channels];
  return output(graph.add('SpaceToBatchND', inputs, attributes, [{ shape, dtype: x.dtype }]));
}

/** The way back from `toPhases` to [B, height, width, C]. */
export function fromPhases(x: Value, height: number, width: number): Value {
  const graph = x.node.graph;
  const crops = integers(graph, [0, height % 2, 0, width % 2]);
  const inputs = [x, integers(graph, [2, 2]), reshape(crops, [2, 2])];
  const attributes = { T: { type: x.dtype }, Tblock_shape: INT32, Tcrops: INT32 };
  const shape = [(x.shape[0] ?? 0) / 4, height, width, x.shape[3] ?? 0];
  return output(graph.add('BatchToSpaceND', inputs, attributes, [{ shape, dtype: x.dtype }]));
}

/** The slices `x[indices]` along axis 0, in the shape of the indices (int32). */
export function gather(x: Value, indices: Value): Value {
  const attributes = { Tparams: { type: x.dtype }, Tindices: INT32, Taxis: INT32, batch_dims: { int: 0 } };
  const inputs = [x, indices, scalar(x.node.graph, 0, 'int32')];
  const shape = [...indices.shape, ...x.shape.slice(1)];
  return output(x.node.graph.add('GatherV2', inputs, attributes, [{ shape, dtype: x.dtype }]));
}

/** [n, …]: slice k is the sum of those slices of x along axis 0 whose id (int32 [rows of x]) is k. */
export function segmentSum(x: Value, ids: Value, n: number): Value {
  const attributes = { T: { type: x.dtype }, Tindices: INT32, Tnumsegments: INT32 };
  const inputs = [x, ids, scalar(x.node.graph, n, 'int32')];
  const shape = [n, ...x.shape.slice(ids.shape.length)];
  return output(x.node.graph.add('UnsortedSegmentSum', inputs, attributes, [{ shape, dtype: x.dtype }]));
}
