/**
 * The paper's Fig. 4: training loss and validation accuracy against how far the architecture was from the
 * one the search ended in, ‖α_t − α_final‖ or the same over A = softmax(α).
 */
import {
  measuredValue,
  type Measured,
  type RunEvent,
  type RunEventOf,
} from '../../../src-shared/run/events.ts';
import { distancesToFinal, type AlphaDistance } from '../../../src-shared/stats/alphaDistance.ts';
import type { ChartSpec } from '../../lib/chart/spec.ts';
import type { CurveLook } from './curveLooks.ts';
import { seriesLabel, seriesLook, type SeriesName } from './seriesTable.ts';
import type { Subject } from './subjects.ts';
import { sentenceCase } from './words.ts';

export interface DistancePoint extends AlphaDistance {
  readonly epoch: number;
  readonly trainLoss: number;
  /** Part of one. */
  readonly validationAccuracy: number;
}

/** The epochs that count: of one told twice, after a resume, the last telling. */
export function epochEvents(events: readonly RunEvent[]): RunEventOf<'epoch'>[] {
  const byEpoch = new Map<number, RunEventOf<'epoch'>>();
  for (const event of events) {
    if (event.type === 'epoch') byEpoch.set(event.epoch, event);
    if (event.type === 'resumed')
      for (const [epoch, { step }] of byEpoch) if (step > event.fromStep) byEpoch.delete(epoch);
  }
  return [...byEpoch.values()].sort((left, right) => left.epoch - right.epoch);
}

/** Rows as an event holds them, as numbers. */
export function numbers(rows: readonly (readonly Measured[])[]): number[][] {
  return rows.map((row) => row.map(measuredValue));
}

/** Each epoch's distance to the last one, with what is drawn against it. */
export function distancePoints(events: readonly RunEvent[]): DistancePoint[] {
  const epochs = epochEvents(events);
  const distances = distancesToFinal(
    epochs.map(({ alphas }) => ({ normal: numbers(alphas.normal), reduce: numbers(alphas.reduce) })),
  );
  return epochs.map(({ epoch, trainLoss, validationAccuracy }, index) => ({
    ...distances[index]!,
    epoch,
    trainLoss: measuredValue(trainLoss),
    validationAccuracy: measuredValue(validationAccuracy),
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
