/** Where a network halves its images. */
import { PlateauError } from '../../../src-shared/errors.ts';
import type { CellType } from '../../../src-shared/space/spaces.ts';
import type { SupernetSpec } from './spec.ts';

/** Indices of the two reduction cells. */
export function reductionCells(layers: number): readonly number[] {
  return [Math.floor(layers / 3), Math.floor((2 * layers) / 3)];
}

/** The cell type of each layer. */
export function layerTypes(layers: number): CellType[] {
  const reductions = reductionCells(layers);
  return Array.from({ length: layers }, (_, index) => (reductions.includes(index) ? 'reduce' : 'normal'));
}

/** Refuses images that the two reduction cells cannot halve. */
export function refuseOddSides({ height, width }: Pick<SupernetSpec, 'height' | 'width'>): void {
  if (height % 4 === 0 && width % 4 === 0 && height >= 8 && width >= 8) return;
  throw new PlateauError(
    `Images of ${height}×${width} pixels cannot be halved by both reduction cells: sides must be multiples of 4 and at least 8.`,
    'Add the data set with another size, e.g. `plateau dataset add … --size 32`.',
  );
}
