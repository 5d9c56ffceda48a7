/** Inputs, constants, variables and element-wise operations. Binary operations broadcast as in NumPy. */
import { type DType, type Graph, type Node, output, type Shape, sizeOf, type Value } from '../graph.ts';

/** A tensor fed at each run. */
export function placeholder(graph: Graph, name: string, shape: Shape, dtype: DType): Value {
  const attributes = { dtype: { type: dtype }, shape: { shape } };
  return output(graph.add('Placeholder', [], attributes, [{ shape, dtype }], { unique: true, name }));
}

export function constant(graph: Graph, data: readonly number[], shape: Shape, dtype: DType = 'real'): Value {
  if (data.length !== sizeOf(shape))
    throw new Error(`constant: ${data.length} numbers for shape [${shape.join()}]`);
  const attributes = { dtype: { type: dtype }, value: { tensor: { dtype, shape, data } } };
  return output(graph.add('Const', [], attributes, [{ shape, dtype }]));
}

export function scalar(graph: Graph, value: number, dtype: DType = 'real'): Value {
  return constant(graph, [value], [], dtype);
}

export function integers(graph: Graph, values: readonly number[]): Value {
  return constant(graph, values, [values.length], 'int32');
}

/** The shape of `x` as a tensor. */
export function integersOf(x: Value): Value {
  return integers(x.node.graph, x.shape);
}

/** `value` everywhere. */
export function filled(graph: Graph, value: number, shape: Shape): Value {
  return broadcastTo(scalar(graph, value), shape);
}

export interface Variable {
  readonly handle: Value;
  /** The value at the start of the run: every reader shares this one node. */
  readonly value: Value;
}

export function variable(graph: Graph, name: string, shape: Shape): Variable {
  const attributes = {
    dtype: { type: 'real' as DType },
    shape: { shape },
    shared_name: { string: name },
    container: { string: '' },
  };
  const handle = graph.add('VarHandleOp', [], attributes, [{ shape: [], dtype: 'resource' }], {
    unique: true,
    name,
  });
  const read = graph.add('ReadVariableOp', [output(handle)], { dtype: { type: 'real' } }, [
    { shape, dtype: 'real' },
  ]);
  return { handle: output(handle), value: output(read) };
}

/** Stores `value` at the end of the run; it runs only when fetched, see `afterAll`. */
export function assign(target: Variable, value: Value): Node {
  return value.node.graph.add('AssignVariableOp', [target.handle, value], { dtype: { type: 'real' } }, [], {
    unique: true,
  });
}

/** `value`, once `nodes` have run. */
export function afterAll(value: Value, nodes: readonly Node[]): Value {
  const options = { unique: true, after: nodes };
  return output(value.node.graph.add('Identity', [value], { T: { type: value.dtype } }, [value], options));
}

/** `value` as a node of its own, never shared. */
export function identity(value: Value): Value {
  return afterAll(value, []);
}

/** `x` as a constant: no derivative passes. */
export function stopGradient(x: Value): Value {
  return unary('StopGradient', x);
}

function unary(op: string, x: Value): Value {
  return output(x.node.graph.add(op, [x], { T: { type: x.dtype } }, [x]));
}

function binary(op: string, a: Value, b: Value, dtype: DType = a.dtype): Value {
  const shape = broadcastShape(a.shape, b.shape);
  return output(a.node.graph.add(op, [a, b], { T: { type: a.dtype } }, [{ shape, dtype }]));
}

export const add = (a: Value, b: Value): Value => binary('AddV2', a, b);
export const sub = (a: Value, b: Value): Value => binary('Sub', a, b);
export const mul = (a: Value, b: Value): Value => binary('Mul', a, b);
export const div = (a: Value, b: Value): Value => binary('RealDiv', a, b);
export const minimum = (a: Value, b: Value): Value => binary('Minimum', a, b);
export const maximum = (a: Value, b: Value): Value => binary('Maximum', a, b);
export const equal = (a: Value, b: Value): Value => binary('Equal', a, b, 'bool');
export const greater = (a: Value, b: Value): Value => binary('Greater', a, b, 'bool');
export const neg = (x: Value): Value => unary('Neg', x);
export const square = (x: Value): Value => unary('Square', x);
export const sqrt = (x: Value): Value => unary('Sqrt', x);
export const rsqrt = (x: Value): Value => unary('Rsqrt', x);
export const sign = (x: Value): Value => unary('Sign', x);
export const relu = (x: Value): Value => unary('Relu', x);
export const exp = (x: Value): Value => unary('Exp', x);
/** Along the last axis. */
export const softmax = (x: Value): Value => unary('Softmax', x);
/** Along the last axis. */
export const logSoftmax = (x: Value): Value => unary('LogSoftmax', x);

export function scale(x: Value, factor: number): Value {
  return mul(x, scalar(x.node.graph, factor));
}

/** Sum of tensors of one shape, in one pass. */
export function addN(values: readonly Value[]): Value {
  const [first, ...rest] = values;
  if (!first) throw new Error('addN: nothing to add');
  if (rest.length === 0) return first;
  const attributes = { N: { int: values.length }, T: { type: first.dtype } };
  return output(first.node.graph.add('AddN', values, attributes, [first]));
}

export function where(condition: Value, yes: Value, no: Value): Value {
  return output(yes.node.graph.add('SelectV2', [condition, yes, no], { T: { type: yes.dtype } }, [yes]));
}

export function cast(x: Value, dtype: DType): Value {
  const attributes = { SrcT: { type: x.dtype }, DstT: { type: dtype } };
  return output(x.node.graph.add('Cast', [x], attributes, [{ shape: x.shape, dtype }]));
}

export function broadcastTo(x: Value, shape: Shape): Value {
  const attributes = { T: { type: x.dtype }, Tidx: { type: 'int32' as DType } };
  const inputs = [x, integers(x.node.graph, shape)];
  return output(x.node.graph.add('BroadcastTo', inputs, attributes, [{ shape, dtype: x.dtype }]));
}

/** `rows[i] == index` along a new last axis: [B] int32 → [B, depth] real. */
export function oneHot(indices: Value, depth: number): Value {
  const graph = indices.node.graph;
  const inputs = [indices, scalar(graph, depth, 'int32'), scalar(graph, 1), scalar(graph, 0)];
  const attributes = { T: { type: 'real' as DType }, TI: { type: 'int32' as DType }, axis: { int: -1 } };
  return output(
    graph.add('OneHot', inputs, attributes, [{ shape: [...indices.shape, depth], dtype: 'real' }]),
  );
}

/** Index of the largest entry along the last axis, the first one on ties; int32. */
export function argMax(x: Value): Value {
  const axis = scalar(x.node.graph, x.shape.length - 1, 'int32');
  const attributes = {
    T: { type: x.dtype },
    Tidx: { type: 'int32' as DType },
    output_type: { type: 'int32' as DType },
  };
  return output(
    x.node.graph.add('ArgMax', [x, axis], attributes, [{ shape: x.shape.slice(0, -1), dtype: 'int32' }]),
  );
}

/** Whether `rows[i, targets[i]]` is among the k largest of its row: [B, C] and int32 [B] → bool [B]. */
export function inTopK(rows: Value, targets: Value, k: number): Value {
  const graph = rows.node.graph;
  const inputs = [cast(rows, 'float32'), targets, scalar(graph, k, 'int32')];
  const attributes = { T: { type: 'int32' as DType } };
  return output(graph.add('InTopKV2', inputs, attributes, [{ shape: targets.shape, dtype: 'bool' }]));
}

/**
 * Random numbers of the given shape by a stateless operation, a pure function of `seed` (int32 [2]): the same
 * seed draws the same numbers.
 */
export function stateless(op: string, seed: Value, shape: Shape): Value {
  const graph = seed.node.graph;
  const attributes = {
    dtype: { type: 'real' as DType },
    T: { type: 'int32' as DType },
    Tseed: { type: 'int32' as DType },
  };
  const inputs = [integers(graph, shape), seed];
  return output(graph.add(op, inputs, attributes, [{ shape, dtype: 'real' }]));
}

/** N(0, 1). */
export const statelessNormal = (seed: Value, shape: Shape): Value =>
  stateless('StatelessRandomNormal', seed, shape);

function broadcastShape(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (left !== right && left !== 1 && right !== 1)
      throw new Error(`shapes [${a.join()}] and [${b.join()}] do not broadcast`);
    return left === 1 ? right : left;
  });
}
