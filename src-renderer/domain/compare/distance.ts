/**
 * The paper's Fig. 4: training loss and validation accuracy against how far the architecture was from the
 * one the search ended in, ‖α_t − α_final‖ or the same over A, what the edges are
 * mixed with.
 */
import { measuredValue, type RunEvent } from '../../../src-shared/run/events.ts';
import type { EpochDistance } from '../../../src-shared/stats/alphaDistance.ts';
import type { ChartSpec } from '../../lib/chart/spec.ts';
import { recordDistances } from '../run/distances.ts';
import { EMPTY_HISTORY, extend } from '../run/runHistory.ts';
import type { CurveLook } from './curveLooks.ts';
import { seriesLabel, seriesLook, type SeriesName } from './seriesTable.ts';
import type { Subject } from './subjects.ts';
import { sentenceCase } from './words.ts';

export interface DistancePoint extends EpochDistance {
  readonly trainLoss: number;
  /** Part of one. */
  readonly validationAccuracy: number;
}

/** Each epoch's distance to the last one, with what is drawn against it. */
export function distancePoints(events: readonly RunEvent[]): DistancePoint[] {
  const { epochs } = extend(EMPTY_HISTORY, events);
  return recordDistances(epochs).map((distance, index) => ({
    ...distance,
    trainLoss: measuredValue(epochs[index]!.event.trainLoss),
    validationAccuracy: measuredValue(epochs[index]!.event.validationAccuracy),
  }));
}

const SYMBOLS = { alpha: 'α', A: 'A' } as const;

export const DISTANCE_QUANTITIES = ['trainLoss', 'validationAccuracy'] as const;
export type DistanceQuantity = (typeof DISTANCE_QUANTITIES)[number];

export interface DistanceChart {
  readonly quantity: DistanceQuantity;
  readonly over: 'alpha' | 'A';
  readonly runs: readonly Subject[];
  readonly looks: ReadonlyMap<string, CurveLook>;
  readonly points: ReadonlyMap<string, readonly DistancePoint[]>;
  readonly highlighted?: string | undefined;
}

/** One of the two charts; the curve of a run goes from its final architecture (0) outwards. */
export function distanceSpec({ quantity, over, runs, looks, points, highlighted }: DistanceChart): ChartSpec {
  const name: SeriesName = `epoch.${quantity}`;
  const { title, factor } = seriesLook(name);
  const symbol = SYMBOLS[over];
  return {
    title: `${sentenceCase(title)} against ‖${symbol}_t − ${symbol}_final‖`,
    x: { label: `‖${symbol}_t − ${symbol}_final‖₂`, min: 0 },
    y: { label: seriesLabel(name) },
    series: runs.flatMap(({ key, label }) => {
      const [look, of] = [looks.get(key), points.get(key)];
      if (look === undefined || of === undefined) return [];
      const drawn = of
        .map((point) => ({ x: point[over], y: factor * point[quantity] }))
        .filter(({ x }) => Number.isFinite(x))
        .sort((left, right) => left.x - right.x);
      return [
        {
          name: label,
          ...look,
          id: key,
          points: drawn,
          faint: highlighted !== undefined && highlighted !== key,
        },
      ];
    }),
  };
}
