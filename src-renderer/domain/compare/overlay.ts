/** From curves of runs, or bands of groups, to a chart. */
import type { Band, Curve } from '../../../src-shared/contract/runs.ts';
import { measuredValue } from '../../../src-shared/run/events.ts';
import type { ChartPoint, ChartSeries, ChartSpec } from '../../lib/chart/spec.ts';
import type { Panel, XAxis } from './choice.ts';
import { clockOf, xLabel, type Hours } from './clock.ts';
import type { CurveLook } from './curveLooks.ts';
import { seriesLabel, seriesLook } from './seriesTable.ts';
import type { Subject } from './subjects.ts';
import { sentenceCase } from './words.ts';

/** What the host said about a panel's series. */
export interface PanelData {
  readonly curves: ReadonlyMap<string, Curve>;
  /** By group; empty when single runs are shown. */
  readonly bands: ReadonlyMap<string, Band>;
  /** By run; empty unless x counts hours. */
  readonly hours: ReadonlyMap<string, Hours>;
}

export interface Overlay {
  readonly panel: Panel;
  readonly x: XAxis;
  readonly subjects: readonly Subject[];
  readonly looks: ReadonlyMap<string, CurveLook>;
  readonly data: PanelData;
  readonly grouped: boolean;
  readonly smoothing: number;
  /** Key of the subject that stands out; the others fade. */
  readonly highlighted?: string | undefined;
}

/** A clock is undefined where a run has no hours yet: such points cannot be placed. */
const placed = (points: ChartPoint[]): ChartPoint[] => points.filter(({ x }) => Number.isFinite(x));

/** The curves of one run: the smoothed one with the raw one pale behind it, or the raw one. */
function runCurves(
  overlay: Overlay,
  subject: Subject,
  member: Subject['runs'][number],
  faint: boolean,
): ChartSeries[] {
  const { panel, x, looks, data, smoothing } = overlay;
  const curve = data.curves.get(member.id);
  const look = looks.get(subject.key);
  if (curve === undefined || look === undefined) return [];
  const { factor } = seriesLook(panel.series);
  const at = clockOf(x, panel.series, member, data.hours.get(member.id));
  const points = (from: Curve['points']): ChartPoint[] =>
    placed(from.map((point) => ({ x: at(point), y: factor * measuredValue(point.value) })));
  const name = overlay.grouped ? `${subject.label} · seed ${member.seed}` : subject.label;
  const base = { name, ...look, id: subject.key };
  const raw = { ...base, points: points(curve.points) };
  if (smoothing === 0 || curve.smooth.length === 0) return [{ ...raw, faint }];
  const smooth = { ...base, points: points(curve.smooth), faint };
  // Behind a band, or behind curves that fade, raw values would be noise.
  return overlay.grouped || faint ? [smooth] : [{ ...raw, faint: true }, smooth];
}

function groupCurves(overlay: Overlay, subject: Subject, faint: boolean): ChartSeries[] {
  const { panel, x, looks, data } = overlay;
  const band = data.bands.get(subject.key);
  const look = looks.get(subject.key);
  const members =
    subject.runs.length > 1 ? subject.runs.flatMap((run) => runCurves(overlay, subject, run, true)) : [];
  if (band === undefined || look === undefined) return members;
  const { factor } = seriesLook(panel.series);
  const clocks = subject.runs.map((run) => clockOf(x, panel.series, run, data.hours.get(run.id)));
  // Runs of a group take the same steps, but not the same time: their mean.
  const at = (point: Band['points'][number]): number =>
    clocks.reduce((sum, clock) => sum + clock(point), 0) / clocks.length;
  const points = band.points
    .map((point) => ({ ...point, x: at(point) }))
    .filter((point) => Number.isFinite(point.x));
  const name = `${subject.label}, mean ± std (${subject.runs.length})`;
  return [
    ...members,
    {
      name: subject.runs.length > 1 ? name : `${subject.label} (1)`,
      ...look,
      id: subject.key,
      faint,
      points: points.map((point) => ({ x: point.x, y: factor * point.mean })),
      band: points.flatMap((point) =>
        point.std === null || faint
          ? []
          : [{ x: point.x, low: factor * (point.mean - point.std), high: factor * (point.mean + point.std) }],
      ),
    },
  ];
}

/** The chart of a panel; the highlighted subject is drawn last, over the others. */
export function overlaySpec(overlay: Overlay): ChartSpec {
  const { panel, x, subjects, highlighted, grouped } = overlay;
  const shown = subjects.some(({ key }) => key === highlighted) ? highlighted : undefined;
  const ordered = [...subjects].sort(
    (left, right) => Number(left.key === shown) - Number(right.key === shown),
  );
  const series = ordered.flatMap((subject) => {
    const faint = shown !== undefined && subject.key !== shown;
    return grouped
      ? groupCurves(overlay, subject, faint)
      : runCurves(overlay, subject, subject.runs[0]!, faint);
  });
  // Pale curves of one subject must not cover the plain ones of another.
  const pale = series.filter(({ faint }) => faint === true);
  const title = seriesLook(panel.series).title;
  const smoothing = overlay.smoothing === 0 ? '' : `, smoothed by ${overlay.smoothing}`;
  return {
    title: `${sentenceCase(title)}${smoothing}`,
    x: { label: xLabel(x, panel.series), ...(x === 'hours' ? { min: 0 } : {}) },
    y: { label: seriesLabel(panel.series), scale: panel.scale },
    series: pale.concat(series.filter(({ faint }) => faint !== true)),
  };
}
