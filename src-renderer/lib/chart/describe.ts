/** A chart in words, for those who do not see it. */
import { measured } from '../../../src-shared/run/events.ts';
import { quantity } from '../format.ts';
import type { ChartSpec } from './spec.ts';

/** Title, the last value of up to six curves, and the marks. */
export function describeChart({ title, series, x, marks = [] }: ChartSpec): string {
  const shown = series.filter(({ faint, points }) => faint !== true && points.length > 0);
  const ends = shown.slice(0, 6).map(({ name, points }) => {
    const last = points.at(-1)!;
    return `${name} ${quantity(measured(last.y))} at ${x.label} ${quantity(measured(last.x))}`;
  });
  const more = shown.length > ends.length ? ` and ${shown.length - ends.length} more` : '';
  const begun = marks.map(({ label, x: at }) => `; ${label} before ${x.label} ${Math.ceil(at)}`).join('');
  return `${title}: ${ends.length === 0 ? 'no values yet' : ends.join(', ')}${more}${begun}`;
}
