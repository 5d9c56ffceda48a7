/** A chart as a standalone SVG document for papers: light palette, every style in attributes. */
import { escapeXml, svgDocument } from '../figure/svgText.ts';
import { axisLabel, makeScale, xValues, yValues, type Scale } from './scale.ts';
import type { ChartPoint, ChartSeries, ChartSpec } from './spec.ts';

const WIDTH = 640;
const PLOT = { left: 64, top: 36, right: 624, bottom: 336 } as const;
const LEGEND_ROW = 18;
const INK = '#1a212b';
const FAINT = '#8a93a1';
const GRID = '#e3e7ec';

interface Plot {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

function place(scale: Scale, from: number, to: number): (value: number) => number {
  const span = scale.high - scale.low || 1;
  return (value) => Number((from + ((scale.map(value) - scale.low) / span) * (to - from)).toFixed(2));
}

/** Runs of finite points; a gap is left where a value is not finite. */
export function finiteRuns(points: readonly ChartPoint[]): ChartPoint[][] {
  const runs: ChartPoint[][] = [[]];
  for (const point of points)
    if (Number.isFinite(point.y)) runs.at(-1)!.push(point);
    else runs.push([]);
  return runs.filter((run) => run.length > 0);
}

function linePath(points: readonly ChartPoint[], { x, y }: Plot, stepped: boolean): string {
  return points
    .map((point, index) => {
      if (index === 0) return `M${x(point.x)} ${y(point.y)}`;
      return stepped ? `H${x(point.x)}V${y(point.y)}` : `L${x(point.x)} ${y(point.y)}`;
    })
    .join('');
}

function band({ band: points = [], colour }: ChartSeries, { x, y }: Plot): string {
  if (points.length === 0) return '';
  const there = points.map((point) => `${x(point.x)} ${y(point.high)}`);
  const back = points.toReversed().map((point) => `${x(point.x)} ${y(point.low)}`);
  return `<path d="M${[...there, ...back].join('L')}Z" fill="${colour}" fill-opacity="0.18"/>`;
}

function curve(series: ChartSeries, plot: Plot): string {
  const { colour, dashed = false, faint = false, stepped = false, points } = series;
  const style = `stroke="${colour}" stroke-width="${faint ? 1 : 1.75}" stroke-opacity="${faint ? 0.35 : 1}"${dashed ? ' stroke-dasharray="5 4"' : ''}`;
  return finiteRuns(points)
    .map((run) =>
      run.length === 1
        ? `<circle cx="${plot.x(run[0]!.x)}" cy="${plot.y(run[0]!.y)}" r="2.5" fill="${colour}"/>`
        : `<path d="${linePath(run, plot, stepped)}" fill="none" stroke-linejoin="round" ${style}/>`,
    )
    .join('');
}

/** A ✕ at the top edge for each value that is not a number, with its word. */
function crosses({ points, colour }: ChartSeries, { x }: Plot): string {
  return points
    .filter(({ y }) => !Number.isFinite(y))
    .map((point) => {
      const at = x(point.x);
      const [low, high] = [PLOT.top + 2, PLOT.top + 8];
      return `<path d="M${at - 3} ${low}L${at + 3} ${high}M${at + 3} ${low}L${at - 3} ${high}" stroke="${colour}" stroke-width="1.5"><title>${point.y}</title></path>`;
    })
    .join('');
}

function axes(spec: ChartSpec, xScale: Scale, yScale: Scale, labels: readonly [string, string]): string {
  const y = place({ ...yScale, map: (value) => value }, PLOT.bottom, PLOT.top);
  const x = place({ ...xScale, map: (value) => value }, PLOT.left, PLOT.right);
  const inside = (scale: Scale) => scale.ticks.filter(({ at }) => at >= scale.low && at <= scale.high);
  const rows = inside(yScale).map(
    ({ at, text }) =>
      `<path d="M${PLOT.left} ${y(at)}H${PLOT.right}" stroke="${GRID}"/><text x="${PLOT.left - 8}" y="${y(at) + 4}" text-anchor="end">${escapeXml(text)}</text>`,
  );
  const columns = inside(xScale).map(
    ({ at, text }) =>
      `<path d="M${x(at)} ${PLOT.bottom}v4" stroke="${FAINT}"/><text x="${x(at)}" y="${PLOT.bottom + 18}" text-anchor="middle">${escapeXml(text)}</text>`,
  );
  const middle = (PLOT.top + PLOT.bottom) / 2;
  return [
    ...rows,
    ...columns,
    `<path d="M${PLOT.left} ${PLOT.top}V${PLOT.bottom}H${PLOT.right}" fill="none" stroke="${FAINT}"/>`,
    `<text x="${PLOT.left}" y="20" font-size="14" font-weight="600">${escapeXml(spec.title)}</text>`,
    `<text x="${(PLOT.left + PLOT.right) / 2}" y="${PLOT.bottom + 38}" text-anchor="middle">${escapeXml(labels[0])}</text>`,
    `<text transform="translate(16 ${middle}) rotate(-90)" text-anchor="middle">${escapeXml(labels[1])}</text>`,
  ].join('');
}

function stopLines(spec: ChartSpec, plot: Plot): string {
  return (spec.lines ?? [])
    .map(
      ({ y, label }) =>
        `<path d="M${PLOT.left} ${plot.y(y)}H${PLOT.right}" stroke="${INK}" stroke-dasharray="4 4"/><text x="${PLOT.right}" y="${plot.y(y) - 5}" text-anchor="end">${escapeXml(label)}</text>`,
    )
    .join('');
}

function markLines({ marks = [] }: ChartSpec, { x }: Plot): string {
  return marks
    .map(({ x: at, label, dotted = false }) => {
      const dash = dotted ? ' stroke-dasharray="1 3"' : '';
      // Read upwards beside its line: labels of near marks do not cover each other.
      return `<path d="M${x(at)} ${PLOT.top}V${PLOT.bottom}" stroke="${FAINT}"${dash}/><text transform="translate(${x(at) - 4} ${PLOT.bottom - 6}) rotate(-90)" font-size="10" fill="${FAINT}">${escapeXml(label)}</text>`;
    })
    .join('');
}

function legend(series: readonly ChartSeries[], top: number): string {
  return series
    .map(({ name, colour, dashed = false }, index) => {
      const y = top + index * LEGEND_ROW;
      const dash = dashed ? ' stroke-dasharray="5 4"' : '';
      return `<path d="M${PLOT.left} ${y - 4}h22" stroke="${colour}" stroke-width="2"${dash}/><text x="${PLOT.left + 30}" y="${y}">${escapeXml(name)}</text>`;
    })
    .join('');
}

/** The chart as SVG text; series in the order of the spec, faint ones not in the legend. */
export function chartSvg(spec: ChartSpec): string {
  const [xs, ys] = [xValues(spec), yValues(spec)];
  const [xScale, yScale] = [makeScale(spec.x, xs, 8), makeScale(spec.y, ys, 6)];
  const plot = { x: place(xScale, PLOT.left, PLOT.right), y: place(yScale, PLOT.bottom, PLOT.top) };
  const named = spec.series.filter(({ faint }) => faint !== true);
  const height = PLOT.bottom + 60 + named.length * LEGEND_ROW;
  const body = [
    axes(spec, xScale, yScale, [axisLabel(spec.x, xs), axisLabel(spec.y, ys)]),
    markLines(spec, plot),
    ...spec.series.map((series) => band(series, plot)),
    ...spec.series.map((series) => curve(series, plot)),
    ...spec.series.map((series) => crosses(series, plot)),
    stopLines(spec, plot),
    legend(named, PLOT.bottom + 60),
  ].join('');
  return svgDocument({ width: WIDTH, height, title: spec.title, body, ink: INK });
}
