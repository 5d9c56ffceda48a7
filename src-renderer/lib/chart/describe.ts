/** A chart in words, for those who do not see it. */
import { measured } from '../../../src-shared/run/events.ts';
import { quantity } from '../format.ts';
import type { ChartSpec } from './spec.ts';

/** Title and, for up to six curves, the last value. */
export function describeChart({ title, series, x }: ChartSpec): string {
  const shown = series.filter(({ faint, points }) => faint !== true && points.length > 0);
  const ends = shown.slice(0, 6).map(({ name, points }) => {
    const last = points.at(-1)!;
    return `${name} ${quantity(measured(last.y))} at ${x.label} ${quantity(measured(last.x))}`;
  });
  const more = shown.length > ends.length ? ` and ${shown.length - ends.length} more` : '';
  return `${title}: ${ends.length === 0 ? 'no values yet' : ends.join(', ')}${more}`;
}
