/** Weights to try cells with. */
import type { Space } from '../../../src-shared/space/spaces.ts';
import type { CellWeights } from './bundles.ts';

/** Uneven weights that add up to one on each edge, the same at every call. */
export function unevenWeights(space: Space): CellWeights {
  return space.operations.normal.map((operations, edge) => {
    const parts = operations.map((_, k) => 1 + ((edge + 3 * k) % 5));
    const total = parts.reduce((sum, part) => sum + part, 0);
    return parts.map((part) => part / total);
  });
}
