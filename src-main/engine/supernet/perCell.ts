/** The same thing once for the normal and once for the reduction cell. */
import { CELL_TYPES, type CellType } from '../../../src-shared/space/spaces.ts';

export type PerCell<T> = Readonly<Record<CellType, T>>;

export function perCell<T>(make: (type: CellType) => T): PerCell<T> {
  return { normal: make('normal'), reduce: make('reduce') };
}

export function cellValues<T>(both: PerCell<T>): T[] {
  return CELL_TYPES.map((type) => both[type]);
}
