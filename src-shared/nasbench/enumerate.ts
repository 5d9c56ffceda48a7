/** Everything that a NAS-Bench-1Shot1 space contains. */
import { cellOf, type NasbenchArchitecture } from './architecture.ts';
import { prunedCell, type NasbenchCell } from './cell.ts';
import { NASBENCH_OPERATIONS, nasbenchNodes, type NasbenchSpace } from './spaces.ts';

/** The ascending choices of `count` of the numbers from `first` to n − 1. */
function choices(n: number, count: number, first = 0): number[][] {
  if (count === 0) return [[]];
  return Array.from({ length: Math.max(0, n - count - first + 1) }, (_, i) => first + i).flatMap((chosen) =>
    choices(n, count - 1, chosen + 1).map((rest) => [chosen, ...rest]),
  );
}

/** All lists that take one element of each of `lists`, the last varying fastest. */
function product<T>(lists: readonly (readonly T[])[]): T[][] {
  return lists.reduce<T[][]>(
    (begun, list) => begun.flatMap((start) => list.map((element) => [...start, element])),
    [[]],
  );
}

/** Every choice of parents of a space, with those that leave loose ends. */
export function graphsOf({ parents }: NasbenchSpace): NasbenchArchitecture['parents'][] {
  return product(parents.map((count, vertex) => choices(vertex, count)));
}

/**
 * The pruned cells of all architectures of a space, each matrix with each choice of operations once.
 * Isomorphic cells come more than once; their hashes are equal.
 */
export function* prunedCellsOf(space: NasbenchSpace): Generator<NasbenchCell> {
  const operations = new Array<'maxpool3x3'>(nasbenchNodes(space)).fill('maxpool3x3');
  const graphs = graphsOf(space).map((parents) => prunedCell(cellOf({ operations, parents }))!.matrix);
  const distinct = new Map(graphs.map((matrix) => [JSON.stringify(matrix), matrix]));
  for (const matrix of distinct.values()) {
    const nodes = Array.from({ length: matrix.length - 2 }, () => NASBENCH_OPERATIONS);
    for (const chosen of product(nodes)) yield { matrix, operations: ['input', ...chosen, 'output'] };
  }
}
