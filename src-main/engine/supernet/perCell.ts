/** The same thing once for the normal and once for the reduction cell, where a space has these two. */
import type { CellType } from '../../../src-shared/space/spaces.ts';
import type { Tensors } from './tensors.ts';

export type PerCell<T> = Tensors<T, CellType>;

export function perCell<T>(make: (type: CellType) => T): PerCell<T> {
  return { normal: make('normal'), reduce: make('reduce') };
}
