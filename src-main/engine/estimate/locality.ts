/** What a program finds in the processor's cache. */
import type { Node, Value } from '../tensorflow/graph.ts';
import { bytesOf } from './liveness.ts';
import { isFree } from './signatures.ts';

/**
 * Of each node, by how much of its input (0…1) was no more among the last `capacity` bytes touched when it began:
 * what a fully associative cache that drops what was used longest ago has lost. `nodes`: in the order they begin.
 */
export function coldShares(nodes: readonly Node[], capacity: number): ReadonlyMap<Node, number> {
  // A Map keeps the order of insertion: the oldest first.
  const cached = new Map<Value, number>();
  let total = 0;
  /** Bytes that were not there. */
  const touch = (value: Value): number => {
    const tensor = origin(value);
    const bytes = bytesOf(tensor);
    const hit = cached.delete(tensor);
    if (!hit) total += bytes;
    cached.set(tensor, bytes);
    for (const [oldest, size] of cached) {
      if (total <= capacity) break;
      cached.delete(oldest);
      total -= size;
    }
    return hit ? 0 : bytes;
  };
  const shares = new Map<Node, number>();
  for (const node of nodes) {
    if (isFree(node)) continue;
    const read = node.inputs.reduce((sum, value) => sum + bytesOf(value), 0);
    const missed = node.inputs.reduce((sum, value) => sum + touch(value), 0);
    node.outputs.forEach(touch);
    shares.set(node, read > 0 ? missed / read : 0);
  }
  return shares;
}

/** The tensor whose memory a value is. */
function origin(value: Value): Value {
  const [input] = value.node.inputs;
  return isFree(value.node) && input && bytesOf(input) === bytesOf(value) ? origin(input) : value;
}
