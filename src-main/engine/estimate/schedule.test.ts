import { describe, expect, it } from 'vitest';
import { Graph, type Node, type Value } from '../tensorflow/graph.ts';
import { merged, onlyIf } from '../tensorflow/branch.ts';
import { add, afterAll, mul, neg, placeholder, relu, sqrt, square } from '../tensorflow/ops/basic.ts';
import { runningNodes, schedule } from './schedule.ts';

const names = (nodes: readonly Node[]): string[] => nodes.map(({ op }) => op);
const input = (graph: Graph): Value => placeholder(graph, 'x', [4], 'real');
/** Nodes without the placeholder. */
const work = (graph: Graph): Node[] => graph.nodes.filter(({ op }) => op !== 'Placeholder');
const oneSecond = (): number => 1;

describe('a schedule', () => {
  it('runs a chain one after the other on any number of threads', () => {
    const graph = new Graph();
    sqrt(square(relu(input(graph))));
    for (const threads of [1, 2, 8]) {
      const { seconds, moments } = schedule(work(graph), oneSecond, threads);
      expect(seconds).toBe(3);
      expect(names(moments.map(({ node }) => node))).toEqual([
        'Relu',
        'Relu',
        'Square',
        'Square',
        'Sqrt',
        'Sqrt',
      ]);
      expect(moments.map(({ begins }) => begins)).toEqual([true, false, true, false, true, false]);
    }
  });

  it('runs branches side by side as far as there are threads', () => {
    const graph = new Graph();
    const x = relu(input(graph));
    add(mul(neg(x), square(x)), sqrt(x));
    expect(schedule(work(graph), oneSecond, 1).seconds).toBe(6);
    expect(schedule(work(graph), oneSecond, 2).seconds).toBe(5);
    expect(schedule(work(graph), oneSecond, 3).seconds).toBe(4);
    expect(schedule(work(graph), oneSecond, 9).seconds).toBe(4);
  });

  it('goes on with what was made ready last, and gives away what was first', () => {
    const graph = new Graph();
    const x = input(graph);
    const [first, last] = [relu(x), square(x)];
    neg(first);
    sqrt(last);
    expect(names(begun(graph, 1))).toEqual(['Square', 'Sqrt', 'Relu', 'Neg']);
    expect(names(begun(graph, 2))).toEqual(['Square', 'Relu', 'Sqrt', 'Neg']);
  });

  it('waits for nodes that give no data', () => {
    const graph = new Graph();
    const x = input(graph);
    const y = relu(x);
    afterAll(x, [y.node]);
    expect(names(begun(graph, 2))).toEqual(['Relu', 'Identity']);
  });
});

function begun(graph: Graph, threads: number): Node[] {
  const { moments } = schedule(work(graph), oneSecond, threads);
  return moments.filter(({ begins }) => begins).map(({ node }) => node);
}

it('only nodes of the taken branch run', () => {
  const graph = new Graph();
  const x = input(graph);
  const condition = placeholder(graph, 'on', [], 'bool');
  sqrt(merged(condition, relu(onlyIf(condition, x)), neg(x)));
  expect(names(runningNodes(work(graph), true))).toEqual([
    'Switch',
    'Relu',
    'Neg',
    'Switch',
    'Merge',
    'Sqrt',
  ]);
  expect(names(runningNodes(work(graph), false))).toEqual(['Switch', 'Neg', 'Switch', 'Merge', 'Sqrt']);
});
