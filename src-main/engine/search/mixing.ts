/**
 * From the architecture logits α [edges, K] (and, with them, one logit for each edge) to what the supernet
 * mixes with: the weights A of the operations, times those of the edges, and the weights of what a supernet
 * has beside its operations.
 */
import { EDGES, NODE_INPUTS } from '../../../src-shared/space/spaces.ts';
import { perCell } from '../supernet/perCell.ts';
import { extraColumns, type Structure } from '../supernet/spec.ts';
import { mapped, type Tensors } from '../supernet/tensors.ts';
import type { Graph, Value } from '../tensorflow/graph.ts';
import { add, broadcastTo, constant as constantOf, filled, mul, softmax } from '../tensorflow/ops/basic.ts';
import { concat, reshape, split } from '../tensorflow/ops/shape.ts';

export interface Mixing {
  /** Weights of the operations, [edges, K] or, at N points, [N, edges, K]. */
  readonly A: Tensors<Value>;
  /** Weight of each edge, [edges]. */
  readonly edges?: Tensors<Value> | undefined;
  /** Weight of the extra skip connection of every edge, a scalar. */
  readonly auxiliary?: Value | undefined;
  /** The number that each edge adds to its values, [edges]; zero unless given. */
  readonly constant?: Tensors<Value> | undefined;
  /** 1 where an operation takes part in the pass, else 0, [edges, K]; undefined: all do. */
  readonly ran?: Tensors<Value> | undefined;
}

/** How logits become weights: what of a search the relaxation depends on. */
export interface Relaxation {
  readonly spec: Structure;
  /** Weights of operations [edges, K] and of edges [edges] from their logits; softmax unless given. */
  readonly method: {
    readonly relax?: (logits: Value) => Value;
    readonly relaxEdges?: (logits: Value) => Value;
  };
  /** Weight of the extra skip connection, where the supernet has one. */
  readonly auxiliary?: Value | undefined;
}

/** Logits of operations that are not there: their softmax is 0. */
const ABSENT = -1e9;

/** Logits of the operations [edges, K]; those of operations that are not there are far below all others. */
export function operationLogits(spec: Structure, logits: Tensors<Value>): Tensors<Value> {
  return mapped(logits, (all, name) => {
    const own = spec.edgeLogits ? splitEdge(all)[0] : all;
    const active = rowsOfTensor(spec.active, name);
    if (!active) return own;
    const offsets = active.flatMap((row) => row.map((there) => (there ? 0 : ABSENT)));
    return add(own, constantOf(own.node.graph, offsets, own.shape));
  });
}

/** Logits of the edges [edges], where the supernet has them. */
export function edgeLogits(spec: Structure, logits: Tensors<Value>): Tensors<Value> | undefined {
  if (!spec.edgeLogits) return undefined;
  return mapped(logits, (all) => reshape(splitEdge(all)[1], [EDGES]));
}

/** The logits of operations [edges, K] and, in the last column, of the edges [edges, 1]. */
function splitEdge(logits: Value): [Value, Value] {
  return split(logits, [(logits.shape[1] ?? 0) - 1, 1], 1) as [Value, Value];
}

/** Which operations of a tensor are there; undefined: all. */
function rowsOfTensor(
  active: Tensors<readonly (readonly boolean[])[]> | undefined,
  name: string,
): readonly (readonly boolean[])[] | undefined {
  return active?.[name];
}

/** The weights that the logits stand for: A = softmax(α) unless the method has it otherwise. */
export function relaxed({ spec, method, auxiliary }: Relaxation, logits: Tensors<Value>): Mixing {
  const operations = operationLogits(spec, logits);
  const { relax = softmax, relaxEdges = softmaxPerNode } = method;
  const ofEdges = edgeLogits(spec, logits);
  return {
    A: mapped(operations, (of, name) => onlyActive(spec, relax(of), name)),
    edges: ofEdges && mapped(ofEdges, relaxEdges),
    auxiliary,
  };
}

/** Zero where an operation is not there: a row without any has no softmax. */
function onlyActive(spec: Structure, A: Value, name: string): Value {
  const active = rowsOfTensor(spec.active, name);
  if (!active) return A;
  const there = active.flatMap((row) => row.map(Number));
  return mul(A, constantOf(A.node.graph, there, A.shape));
}

/** Softmax over the edges that lead to a node, [edges] (PC-DARTS, Eq. 4). */
function softmaxPerNode(logits: Value): Value {
  return concat(split(logits, NODE_INPUTS).map(softmax), 0);
}

/**
 * Weights [edges, columns] (or [N, edges, columns]) as the supernet reads them, see `mixingColumns`.
 */
export function columnsOf(spec: Structure, { A, edges, auxiliary, constant }: Mixing): Tensors<Value> {
  const { partial = 1 } = spec;
  return mapped(A, (operations, name) => {
    const { graph } = operations.node;
    const one = [...operations.shape.slice(0, -1), 1];
    const ofEdge = edges && reshape(edges[name]!, [EDGES, 1]);
    const parts = [ofEdge ? mul(operations, ofEdge) : operations];
    if (partial > 1) parts.push(ofEdge ? broadcastTo(ofEdge, one) : filled(graph, 1, one));
    if (auxiliary) parts.push(broadcastTo(auxiliary, one));
    if (spec.edgeConstant)
      parts.push(constant ? reshape(constant[name]!, [EDGES, 1]) : filled(graph, 0, one));
    return parts.length === 1 ? parts[0]! : concat(parts, one.length - 1);
  });
}

/** `ran` [edges, columns]: what has no operation of its own always runs. */
export function ranColumns(spec: Structure, { ran }: Mixing): Tensors<Value> | undefined {
  const more = extraColumns(spec);
  if (!ran || more === 0) return ran;
  return mapped(ran, (own) => concat([own, filled(own.node.graph, 1, [EDGES, more])], 1));
}

/** 1 for the logits of edges that have more than one operation left, [edges, columns]; undefined: all have. */
export function openLogits(spec: Structure, graph: Graph): Tensors<Value> | undefined {
  const { active } = spec;
  if (!active) return undefined;
  return perCell((type) => {
    const rows = active[type].map((row) => (row.filter(Boolean).length > 1 ? 1 : 0));
    const columns = active[type][0]!.length + (spec.edgeLogits ? 1 : 0);
    return constantOf(
      graph,
      rows.flatMap((open) => Array.from({ length: columns }, () => open)),
      [EDGES, columns],
    );
  });
}
