/** Commands that give charts what they draw: curves of runs and bands of groups, smoothed, then thinned. */
import { aggregateBySteps } from '../../../src-shared/stats/aggregate.ts';
import { downsample } from '../../../src-shared/stats/downsample.ts';
import { smooth } from '../../../src-shared/stats/smoothing.ts';
import type { SeriesPoint } from '../../../src-shared/contract/runs.ts';
import type { RunRow } from '../../store/rows.ts';
import { runsOf, type HandlerParts, type Handlers } from './parts.ts';

/**
 * Steps over which the past loses its weight once: a step, or for what is measured once an epoch the steps
 * of an epoch (over single steps nothing would be left of the last epoch).
 */
function unitOf(run: RunRow, name: string): number {
  return name.startsWith('epoch.') ? (run.steps_per_epoch ?? 1) : 1;
}

export function seriesHandlers(parts: HandlerParts): Handlers<'series.curves' | 'series.bands'> {
  function smoothed(run: RunRow, name: string, weight: number, points: SeriesPoint[]): SeriesPoint[] {
    return smooth(points, weight, unitOf(run, name));
  }

  return {
    'series.curves': ({ runs, name, smoothing, maxPoints }) => ({
      curves: runsOf(parts, runs).map((run) => {
        const points = parts.store.points(run.id, name);
        const curve = smoothing === 0 ? [] : smoothed(run, name, smoothing, points);
        return { run: run.id, points: downsample(points, maxPoints), smooth: downsample(curve, maxPoints) };
      }),
    }),
    'series.bands': ({ groups, name, smoothing, maxPoints }) => ({
      bands: groups.map((ids) => {
        const runs = runsOf(parts, ids);
        const curves = runs.map((run) => smoothed(run, name, smoothing, parts.store.points(run.id, name)));
        const band = aggregateBySteps(curves);
        return {
          runs: runs.map(({ id }) => id),
          points: downsample(band, maxPoints, ({ mean }) => mean),
        };
      }),
    }),
  };
}
