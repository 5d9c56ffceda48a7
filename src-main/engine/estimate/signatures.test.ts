import { expect, it } from 'vitest';
import { Graph } from '../tensorflow/graph.ts';
import { add, identity, placeholder, relu } from '../tensorflow/ops/basic.ts';
import { matMul } from '../tensorflow/ops/network.ts';
import { reshape, sum } from '../tensorflow/ops/shape.ts';
import { signatures } from './signatures.ts';

const graph = new Graph();
const image = (name: string, ...shape: number[]) => placeholder(graph, name, shape, 'real');
const [a, b, c] = [image('a', 2, 3), image('b', 2, 3), image('c', 3, 2)];

function counted(): Record<string, number[]> {
  const counts: Record<string, number[]> = {};
  for (const { example, count } of signatures(graph.nodes)) (counts[example.op] ??= []).push(count);
  return counts;
}

it('counts nodes of one work once each, whatever they are called and whatever tensors they read', () => {
  relu(a);
  relu(b);
  relu(c);
  add(a, b);
  add(b, a);
  matMul(a, c);
  expect(counted()).toEqual({ Relu: [2, 1], AddV2: [2], MatMul: [1] });
});

it('tells works apart by their attributes and by the integers they are told', () => {
  matMul(a, b, true);
  matMul(b, a, true);
  matMul(a, b, false, true);
  sum(a, [0]);
  sum(b, [0]);
  sum(a, [1]);
  expect(counted()).toMatchObject({ MatMul: [1, 2, 1], Sum: [2, 1] });
});

it('leaves out what moves no data', () => {
  reshape(a, [6]);
  identity(a);
  expect(Object.keys(counted()).toSorted()).toEqual(['AddV2', 'MatMul', 'Relu', 'Sum']);
});
