import { describe, expect, it } from 'vitest';
import { hasLooseEnds } from './architecture.ts';
import { graphsOf, prunedCellsOf } from './enumerate.ts';
import { NASBENCH_OPERATIONS, NASBENCH_SPACES, nasbenchNodes } from './spaces.ts';

describe('the size of a space', () => {
  // Graphs times choices of operations: what the authors' code enumerates.
  it.each([
    ['nb1shot1-1', 180, 14_580, 3078],
    ['nb1shot1-2', 360, 29_160, 11_178],
    ['nb1shot1-3', 5400, 1_312_200, 108_135],
  ] as const)('%s: %d graphs, %d architectures, %d of them without loose ends', (name, count, all, tight) => {
    const space = NASBENCH_SPACES[name];
    const graphs = graphsOf(space);
    const choices = NASBENCH_OPERATIONS.length ** nasbenchNodes(space);
    expect(graphs).toHaveLength(count);
    expect(new Set(graphs.map((parents) => JSON.stringify(parents))).size).toBe(count);
    expect(count * choices).toBe(all);
    expect(graphs.filter((parents) => !hasLooseEnds({ parents })).length * choices).toBe(tight);
  });

  it('repeats no pruned cell', () => {
    const cells = [...prunedCellsOf(NASBENCH_SPACES['nb1shot1-1'])].map((cell) => JSON.stringify(cell));
    expect(new Set(cells).size).toBe(cells.length);
  });
});
