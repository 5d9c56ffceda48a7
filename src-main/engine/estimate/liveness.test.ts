import { describe, expect, it } from 'vitest';
import { Graph, type Value } from '../tensorflow/graph.ts';
import { add, neg, placeholder } from '../tensorflow/ops/basic.ts';
import { avgPool, maxPool } from '../tensorflow/ops/network.ts';
import { concat, reshape, sum } from '../tensorflow/ops/shape.ts';
import { bytesOf, peakBytes } from './liveness.ts';
import type { Moment } from './schedule.ts';

/** Bytes of a tensor of 25 floats. */
const ONE = 100;

const input = (graph: Graph): Value => placeholder(graph, 'x', [1, 5, 5, 1], 'real');

/** Operations whose output is a tensor of its own, of the same size. */
const pool = (x: Value): Value => maxPool(x, 3, 1, 'SAME');
const blur = (x: Value): Value => avgPool(x, 3, 1, 'SAME');

/** One node after the other, in the order they were added. */
function inOrder({ nodes }: Graph): Moment[] {
  return nodes
    .filter(({ op }) => op !== 'Placeholder' && op !== 'Const')
    .flatMap((node) => [true, false].map((begins) => ({ node, begins })));
}

describe('memory of the tensors alive', () => {
  it('frees each tensor after its last reader', () => {
    const graph = new Graph();
    let x = input(graph);
    for (let i = 0; i < 5; i++) x = pool(blur(x));
    expect(peakBytes(inOrder(graph))).toBe(2 * ONE);
  });

  it('keeps what is read later', () => {
    const graph = new Graph();
    const first = blur(input(graph));
    concat([first, pool(pool(pool(first)))], 0);
    // The first, the last, and both joined.
    expect(peakBytes(inOrder(graph))).toBe(4 * ONE);
  });

  it('keeps what the caller wants', () => {
    const graph = new Graph();
    const wanted = blur(input(graph));
    pool(pool(pool(wanted)));
    expect(peakBytes(inOrder(graph))).toBe(2 * ONE);
    expect(peakBytes(inOrder(graph), [wanted])).toBe(3 * ONE);
  });

  it('counts a tensor and its other shapes once, until the last of them is read', () => {
    const graph = new Graph();
    const x = blur(input(graph));
    const column = reshape(reshape(x, [1, 25]), [25, 1]);
    pool(pool(x));
    expect(peakBytes(inOrder(graph))).toBe(2 * ONE);
    sum(column);
    // Now the first is there to the end.
    expect(peakBytes(inOrder(graph))).toBe(3 * ONE);
  });

  it('writes a result over an input that nobody reads after it', () => {
    const graph = new Graph();
    const x = input(graph);
    neg(add(blur(x), pool(x)));
    expect(peakBytes(inOrder(graph))).toBe(2 * ONE);
  });

  it('does not write over what is read again', () => {
    const graph = new Graph();
    const x = blur(input(graph));
    add(neg(x), x);
    expect(peakBytes(inOrder(graph))).toBe(2 * ONE);
    concat([x, x], 0);
    expect(peakBytes(inOrder(graph))).toBe(3 * ONE);
  });

  it('holds the tensors of nodes that run at the same time', () => {
    const graph = new Graph();
    const x = input(graph);
    const [a, b] = [blur(x).node, pool(x).node];
    const [beginA, endA, beginB, endB] = [a, b].flatMap((node) =>
      [true, false].map((begins) => ({ node, begins })),
    ) as [Moment, Moment, Moment, Moment];
    expect(peakBytes([beginA, endA, beginB, endB])).toBe(ONE);
    expect(peakBytes([beginA, beginB, endA, endB])).toBe(2 * ONE);
  });

  it('is that of a worked example', () => {
    const graph = new Graph();
    const active = blur(placeholder(graph, 'image', [1, 4, 4, 2], 'real')); // 128 bytes
    const pooled = maxPool(active, 2, 2, 'VALID'); // 32 bytes
    const [all, some] = [sum(active), sum(reshape(pooled, [8]))]; // 4 bytes each
    add(all, some);
    expect(bytesOf(active)).toBe(128);
    // The first sum is the last to need the whole image.
    expect(peakBytes(inOrder(graph))).toBe(128 + 32 + 4);
  });
});
