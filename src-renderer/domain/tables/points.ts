/** The curves that quantities are read off. */
import type { SeriesPoint } from '../../../src-shared/contract/runs.ts';
import type { SeriesName } from '../compare/seriesTable.ts';
import { quantityOf, type QuantityId } from './quantities.ts';

/** A run's points of the series that a quantity needs; none where it needs none. */
export type PointsOf = (quantity: QuantityId, run: string) => readonly SeriesPoint[];

export type SeriesPoints = ReadonlyMap<SeriesName, ReadonlyMap<string, readonly SeriesPoint[]>>;

/** The series that some quantities need, each once. */
export function seriesNeeded(quantities: readonly QuantityId[]): SeriesName[] {
  return [...new Set(quantities.flatMap((id) => quantityOf(id).series ?? []))];
}

/** Looks points up by quantity. */
export function pointsLookup(points: SeriesPoints): PointsOf {
  return (quantity, run) => {
    const { series } = quantityOf(quantity);
    return series === undefined ? [] : (points.get(series)?.get(run) ?? []);
  };
}
