import { describe, expect, it } from 'vitest';
import { deriveArchitecture } from '../../../src-shared/nasbench/architecture.ts';
import { alphaTensors, NASBENCH_SPACE_NAMES, NASBENCH_SPACES } from '../../../src-shared/nasbench/spaces.ts';
import { drawing, evenWeights, NASBENCH_VIEW } from './drawing.ts';
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
    for (const { x, width } of vertices) expect(x >= 0 && x + width <= NASBENCH_VIEW.width).toBe(true);
    expect(vertices.map(({ bars }) => bars.length)).toEqual([0, ...Array<number>(nodes).fill(3), 0]);
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
    const tables = weightTables(tensors, even, architecture, space);
    expect(tables).toHaveLength(tensors.length);
    const kept = tables.map(
      ({ rows }) => rows.flatMap(({ cells }) => cells.filter((cell) => cell.kept)).length,
    );
    expect(kept[0]).toBe(nodes);
    expect(kept[1]).toBe(space.parents.at(-1));
  });

  it('is a figure whose numbers are the weights', () => {
    const { svg, csv } = nasbenchFigure({ space, weights: even, architecture, name: 'a <cell>' });
    expect(svg()).toContain('a &lt;cell&gt;');
    const numbers = tensors.reduce((sum, { shape: [rows, columns] }) => sum + rows * columns, 0);
    expect(csv().trim().split('\n')).toHaveLength(numbers + 1);
  });
});

it('draws weights that are not finite as none', () => {
  const space = NASBENCH_SPACES['nb1shot1-1'];
  const { edges, vertices } = drawing(space, { output: [[NaN, NaN, NaN, NaN, NaN]] }, undefined);
  expect(edges.every(({ stroke }) => Number.isFinite(stroke))).toBe(true);
  expect(vertices.flatMap(({ bars }) => bars).every(({ width }) => width === 0)).toBe(true);
});
