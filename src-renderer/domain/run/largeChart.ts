/** The large form of a run's chart: over epochs or single steps, smoothed, on either scale. */
import type { Curve } from '../../../src-shared/contract/runs.ts';
import { measured, measuredValue } from '../../../src-shared/run/events.ts';
import { smooth } from '../../../src-shared/stats/smoothing.ts';
import type { ChartPoint, ChartSeries, ChartSpec } from '../../lib/chart/spec.ts';
import type { StepCurve } from './chartParts.ts';

export type Scale = 'linear' | 'symlog';

/** A line over epochs with its smoothed form before it; guide lines and unordered points stay as they are. */
function smoothedSeries(series: ChartSeries, weight: number): ChartSeries[] {
  const ordered = series.points.every(({ x }, index) => index === 0 || x > series.points[index - 1]!.x);
  if (weight === 0 || series.dashed === true || !ordered) return [series];
  const points = series.points.map(({ x, y }) => ({ step: x, value: measured(y) }));
  const smoothed = smooth(points, weight).map(({ step, value }): ChartPoint => ({
    x: step,
    y: measuredValue(value),
  }));
  return [
    { ...series, faint: true },
    { ...series, points: smoothed },
  ];
}

/** A chart over epochs as it is shown large. */
export function largeSpec(spec: ChartSpec, weight: number, scale: Scale | undefined): ChartSpec {
  return {
    ...spec,
    y: scale === undefined ? spec.y : { ...spec.y, scale },
    series: spec.series.flatMap((series) => smoothedSeries(series, weight)),
  };
}

/** A chart of step series; curves in the order of `steps`. */
export function stepSpec(
  spec: ChartSpec,
  steps: readonly StepCurve[],
  curves: readonly (Curve | undefined)[],
  scale: Scale | undefined,
): ChartSpec {
  const series = steps.flatMap(({ title, colour, factor }, index): ChartSeries[] => {
    const curve = curves[index];
    if (curve === undefined) return [];
    const points = (from: Curve['points']): ChartPoint[] =>
      from.map(({ step, value }) => ({ x: step, y: factor * measuredValue(value) }));
    const raw = { name: title, colour, points: points(curve.points) };
    if (curve.smooth.length === 0) return [raw];
    return [
      { ...raw, faint: true },
      { ...raw, points: points(curve.smooth) },
    ];
  });
  return {
    title: `${spec.title}, each step`,
    x: { label: 'step' },
    y: { label: spec.y.label, ...(scale === undefined ? {} : { scale }) },
    series,
  };
}
