import { describe, expect, it } from 'vitest';
import { Graph } from '../tensorflow/graph.ts';
import { add, placeholder } from '../tensorflow/ops/basic.ts';
import { avgPool, maxPool } from '../tensorflow/ops/network.ts';
import { reshape } from '../tensorflow/ops/shape.ts';
import { coldShares } from './locality.ts';

/** Bytes of a tensor of 25 floats. */
const ONE = 100;

function shares(capacity: number): number[] {
  const graph = new Graph();
  const x = placeholder(graph, 'x', [1, 5, 5, 1], 'real');
  const a = maxPool(x, 3, 1, 'SAME');
  const b = avgPool(a, 3, 1, 'SAME');
  const c = maxPool(b, 3, 1, 'SAME');
  const far = add(reshape(a, [25]), reshape(c, [25]));
  const nodes = graph.nodes.slice(0, far.node.id + 1);
  const cold = coldShares(nodes, capacity);
  return [a, b, c, far].map(({ node }) => cold.get(node)!);
}

describe('what a program finds in the cache', () => {
  it('is all but its input where everything fits', () => {
    expect(shares(10 * ONE)).toEqual([1, 0, 0, 0]);
  });

  it('is what was touched last', () => {
    // a, b, c are there when `far` begins; with room for two, a is gone.
    expect(shares(3 * ONE)).toEqual([1, 0, 0, 0]);
    expect(shares(2 * ONE)).toEqual([1, 0, 0, 0.5]);
  });

  it('is nothing without a cache', () => {
    expect(shares(0)).toEqual([1, 1, 1, 1]);
  });
});
