import { describe, expect, it } from 'vitest';
import { edgeCount, prunedCell, whyNotInNasbench, type NasbenchCell } from './cell.ts';

/** A cell of `vertices` vertices with these edges, every node a max pool. */
function cell(vertices: number, edges: readonly (readonly [number, number])[]): NasbenchCell {
  const matrix = Array.from({ length: vertices }, () => new Array<number>(vertices).fill(0));
  for (const [from, to] of edges) matrix[from]![to] = 1;
  return {
    matrix,
    operations: ['input', ...new Array<'maxpool3x3'>(vertices - 2).fill('maxpool3x3'), 'output'],
  };
}

const chain = (vertices: number): NasbenchCell =>
  cell(
    vertices,
    Array.from({ length: vertices - 1 }, (_, i) => [i, i + 1] as const),
  );

/** Every edge that `vertices` vertices can have. */
const full = (vertices: number): NasbenchCell =>
  cell(
    vertices,
    Array.from({ length: vertices }, (_, from) =>
      Array.from({ length: vertices - from - 1 }, (_, i) => [from, from + i + 1] as const),
    ).flat(),
  );

describe('pruning a cell', () => {
  it('drops what the input does not reach and what does not reach the output', () => {
    const deadEnd: [number, number] = [1, 2];
    const fromNowhere: [number, number] = [3, 4];
    const pruned = prunedCell(cell(5, [[0, 1], deadEnd, fromNowhere, [1, 4]]));
    expect(pruned).toEqual(chain(3));
  });

  it('keeps a cell whose vertices are all on a path', () => {
    expect(prunedCell(full(5))).toEqual(full(5));
  });

  it('leaves nothing of a cell whose output is not reached', () => {
    const edges: [number, number][] = [
      [0, 1],
      [1, 2],
    ];
    expect(prunedCell(cell(4, edges))).toBeUndefined();
  });
});

describe('what NAS-Bench-101 contains', () => {
  it('is cells of at most 7 vertices and 9 edges', () => {
    expect(edgeCount(full(4))).toBe(6);
    expect(whyNotInNasbench(full(4))).toBeUndefined();
    expect(whyNotInNasbench(chain(7))).toBeUndefined();
    expect(whyNotInNasbench(full(5))).toBe('it has 10 edges, more than 9');
    expect(whyNotInNasbench(chain(8))).toBe('it has 8 vertices, more than 7');
    expect(whyNotInNasbench(cell(3, [[0, 1]]))).toBe('no path leads from its input to its output');
  });

  it('counts the pruned cell, so that loose ends do not matter', () => {
    const { matrix, operations } = full(4);
    const loose = cell(
      8,
      [...matrix.entries()].flatMap(([from, row]) =>
        row.flatMap((entry, to): [number, number][] => (entry === 1 ? [[from, to === 3 ? 7 : to]] : [])),
      ),
    );
    expect(prunedCell(loose)).toEqual({ matrix, operations });
    expect(whyNotInNasbench(loose)).toBeUndefined();
  });
});

describe('a cell that is none', () => {
  const { matrix, operations } = chain(3);

  it.each([
    [{ matrix: [], operations: [] }, 'The matrix of a cell has 0 rows'],
    [{ matrix, operations: operations.slice(1) }, 'The cell has 3 vertices and 2 operations'],
    [
      {
        matrix: [
          [0, 1],
          [0, 0, 1],
          [0, 0, 0],
        ],
        operations,
      },
      'Row 0 of the matrix has 2 entries',
    ],
    [
      {
        matrix: [
          [0, 1, 0],
          [1, 0, 1],
          [0, 0, 0],
        ],
        operations,
      },
      'The matrix has 1 at [1][0].',
    ],
    [
      {
        matrix: [
          [0, 2, 0],
          [0, 0, 1],
          [0, 0, 0],
        ],
        operations,
      },
      'The matrix has 2 at [0][1].',
    ],
    [{ matrix, operations: ['input', 'output', 'output'] as const }, 'Vertex 1 of 3 is "output".'],
  ])('is refused with what is wrong: %#', (wrong, message) => {
    expect(() => prunedCell(wrong)).toThrow(message);
  });
});
