/** The rule of DA²S (sunsmarterjie/DAAS `cnn/model_search.py`). */
import { PlateauError } from '../errors.ts';
import { CELL_TYPES, EDGES, type CellType, type Space } from '../space/spaces.ts';
import { checkedRows, perNode } from './candidates.ts';
import { deriveGenotype, type Alphas } from './derive.ts';
import { EDGES_PER_NODE, type Genotype } from './types.ts';

function sifted(rows: readonly number[][], beta: ArrayLike<number>, cell: CellType): number[][] {
  if (beta.length !== EDGES)
    throw new PlateauError(
      `β of the ${cell} cell has ${beta.length} entries; a cell has ${EDGES} edges.`,
      'Give one per edge.',
    );
  const weakest = perNode((edges) => {
    // Of equals the lower input goes first.
    const lightestFirst = [...edges].sort((left, right) => beta[left]! - beta[right]!);
    return lightestFirst.slice(0, edges.length - EDGES_PER_NODE);
  });
  return rows.map((row, edge) => (weakest.includes(edge) ? row.map(() => 0) : row));
}

/**
 * DARTS's rule on softmax(α), after α is set to zero on all but two edges of each node: those of smallest β
 * (1, 2 and 3 of them at nodes with 3, 4 and 5 inputs). The equal weights of such an edge lose to those of
 * any other one.
 *
 * β [14] per cell type in the order of the edges; the two of the first node mean nothing. Without β this is
 * DARTS's rule.
 */
export function deriveSifted(
  space: Space,
  alphas: Alphas,
  beta: Readonly<Record<CellType, ArrayLike<number>>> | undefined,
): Genotype {
  if (beta === undefined) return deriveGenotype(space, alphas);
  const [normal, reduce] = CELL_TYPES.map((cell) =>
    sifted(checkedRows(space, alphas, 'alphas', cell), beta[cell], cell),
  );
  return deriveGenotype(space, { normal: normal!, reduce: reduce! });
}
