/** A random architecture of a space: two edges into each node, one operation on each, all equally likely. */
import type { SeededRandom } from '../../../src-shared/random.ts';
import { CELL_EDGES, NODES, type Space } from '../../../src-shared/space/spaces.ts';
import { EDGES_PER_NODE } from '../../../src-shared/genotype/types.ts';
import { type PerCell, perCell } from '../supernet/perCell.ts';

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
