import { describe, expect, it } from 'vitest';
import { deriveArchitecture } from '../../../src-shared/nasbench/architecture.ts';
import { alphaTensors, NASBENCH_SPACE_NAMES, NASBENCH_SPACES } from '../../../src-shared/nasbench/spaces.ts';
import { drawing, evenWeights, FIGURE_WIDTH, LEAST_WIDTH } from './drawing.ts';
import { nasbenchFigure } from './nasbenchFigure.ts';
import { weightTables } from './weightTables.ts';

describe.each(NASBENCH_SPACE_NAMES)('the cell of a search in %s', (name) => {
  const space = NASBENCH_SPACES[name];
  const tensors = alphaTensors(space);
  const even = evenWeights(tensors);
  const architecture = deriveArchitecture(space, even);
  const nodes = space.parents.length - 2;

  it('has an arc from every vertex to every later one, and keeps as many as the space has parents', () => {
    const { edges, vertices } = drawing(space, even, architecture);
    expect(edges).toHaveLength(((nodes + 1) * (nodes + 2)) / 2);
    expect(edges.filter(({ kept }) => kept)).toHaveLength(9);
    expect(new Set(edges.map(({ path }) => path)).size).toBe(edges.length);
    expect(vertices.map(({ bars }) => bars.length)).toEqual([0, ...Array<number>(nodes).fill(3), 0]);
  });

  it.each([100, 302, 480, FIGURE_WIDTH, 1600])('stays within %i px, and its boxes apart', (room) => {
    const { width, height, vertices, edges } = drawing(space, even, architecture, room);
    expect(width).toBe(Math.max(room, LEAST_WIDTH));
    for (const [index, { x, y, width: box, height: tall, bars }] of vertices.entries()) {
      const next = vertices[index + 1]?.x ?? width;
      expect(x >= 0 && x + box < next && y + tall <= height).toBe(true);
      for (const bar of bars) expect(bar.width > 0 && bar.x + bar.width <= x + box).toBe(true);
    }
    // An arc's top is at three quarters of its handles.
    const rises = edges.map(({ path }) => {
      const [, from, handle] = /^M\S+ (\S+) C\S+ (\S+)/u.exec(path) ?? [];
      return from === undefined ? 0 : Number(from) + 0.75 * (Number(handle) - Number(from));
    });
    expect(Math.min(...rises)).toBeGreaterThanOrEqual(0);
  });

  it('tells edges into nodes that the output does not use from the others', () => {
    const straight = {
      operations: architecture.operations,
      parents: space.parents.map((count) => Array.from({ length: count }, (_, parent) => parent)),
    };
    const { edges, vertices } = drawing(space, even, straight);
    const unused = new Set(vertices.filter(({ used }) => !used).map(({ title }) => title));
    expect(unused.size).toBeGreaterThan(0);
    for (const { title, used } of edges) expect(used).toBe(!unused.has(/→ (\w+):/u.exec(title)?.[1] ?? ''));
  });

  it('draws a heavier parent wider, and one that is always there at its widest', () => {
    const output = [Array.from({ length: nodes + 1 }, (_, parent) => (parent === 1 ? 0.9 : 0.1 / nodes))];
    const { edges } = drawing(space, { ...even, output }, undefined);
    const strokeOf = (ends: string): number =>
      edges.find(({ title }) => title.startsWith(`${ends}:`))?.stroke ?? NaN;
    expect(strokeOf('1 → out')).toBeGreaterThan(strokeOf('2 → out'));
    expect(strokeOf('in → 1')).toBeGreaterThan(strokeOf('1 → out'));
  });

  it('is a table a tensor, with what is kept marked', () => {
    const tables = weightTables(space, even, architecture);
    expect(tables.map(({ tensor }) => tensor).toSorted()).toEqual(
      tensors.map((each) => each.name).toSorted(),
    );
    const kept = tables.map(
      ({ rows }) => rows.flatMap(({ cells }) => cells.filter((cell) => cell.kept)).length,
    );
    expect(kept[0]).toBe(nodes);
    expect(kept.at(-1)).toBe(space.parents.at(-1));
  });

  it('is a figure whose numbers are the weights', () => {
    const { svg, csv } = nasbenchFigure({ space, weights: even, architecture, name: 'a <cell>' });
    expect(svg()).toContain('a &lt;cell&gt;');
    const numbers = tensors.reduce((sum, { shape: [rows, columns] }) => sum + rows * columns, 0);
    const lines = csv().trim().split(/\r?\n/u);
    expect(lines).toHaveLength(numbers + 1);
    expect(lines.slice(0, 2)).toEqual([
      'tensor,vertex,choice,weight,in the architecture',
      `mixed_op,1,maxpool3x3,${1 / 3},yes`,
    ]);
  });
});

it('draws weights that are not finite as none', () => {
  const space = NASBENCH_SPACES['nb1shot1-1'];
  const { edges, vertices } = drawing(space, { output: [[NaN, NaN, NaN, NaN, NaN]] }, undefined);
  expect(edges.every(({ stroke }) => Number.isFinite(stroke))).toBe(true);
  expect(vertices.flatMap(({ bars }) => bars).every(({ width }) => width === 0)).toBe(true);
});
