/**
 * A random architecture of a space, all equally likely: two edges into each node with one operation on each, or one
 * operation on each node and as many parents as the space gives each vertex.
 */
import { architectureRows } from '../../../src-shared/nasbench/architecture.ts';
import {
  NASBENCH_OPERATIONS,
  nasbenchNodes,
  type NasbenchSpace,
} from '../../../src-shared/nasbench/spaces.ts';
import type { SearchSpace } from '../../../src-shared/space/searchSpaces.ts';
import type { SeededRandom } from '../../../src-shared/random.ts';
import { CELL_EDGES, NODES, type Space } from '../../../src-shared/space/spaces.ts';
import { EDGES_PER_NODE } from '../../../src-shared/genotype/types.ts';
import { type PerCell, perCell } from '../supernet/perCell.ts';
import type { Tensors } from '../supernet/tensors.ts';

/** Rows of every tensor with a 1 for each thing that is kept. */
export function randomRows(space: SearchSpace, random: SeededRandom): Tensors<number[][]> {
  return space.kind === 'cell' ? randomArchitecture(space, random) : randomNodes(space, random);
}

function randomNodes(space: NasbenchSpace, random: SeededRandom): Tensors<number[][]> {
  const operations = Array.from(
    { length: nasbenchNodes(space) },
    () => NASBENCH_OPERATIONS[random.integer(NASBENCH_OPERATIONS.length)]!,
  );
  const parents = space.parents.map((count, vertex) => [...random.sample(count, vertex)]);
  return architectureRows(space, { operations, parents });
}

/** Rows [edges][K] with a 1 for each kept operation; `none` is never kept. */
export function randomArchitecture(space: Space, random: SeededRandom): PerCell<number[][]> {
  return perCell((type) => {
    const rows = space.operations[type].map((operations) => operations.map(() => 0));
    for (let node = 0; node < NODES; node++) {
      const incoming = CELL_EDGES.flatMap((edge, index) => (edge.node === node ? [index] : []));
      for (const chosen of random.sample(EDGES_PER_NODE, incoming.length)) {
        const edge = incoming[chosen]!;
        const some = space.operations[type][edge]!.flatMap((operation, k) =>
          operation === 'none' ? [] : [k],
        );
        rows[edge]![some[random.integer(some.length)]!] = 1;
      }
    }
    return rows;
  });
}
