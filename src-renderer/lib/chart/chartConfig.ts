/** A chart's spec as Chart.js draws it. Values are mapped to the scale first, so screen and exports agree. */
import type { ChartConfiguration, ChartDataset, Plugin, Tick as ChartTick } from 'chart.js';
import { measured } from '../../../src-shared/run/events.ts';
import { quantity } from '../format.ts';
import { axisLabel, makeScale, xValues, yValues, type Scale } from './scale.ts';
import type { ChartSeries, ChartSpec } from './spec.ts';

export interface Palette {
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly panel: string;
}

export interface ChartLook {
  readonly compact: boolean;
  readonly palette: Palette;
}

/** A point as Chart.js gets it: mapped, with the value it stands for. */
interface Drawn {
  readonly x: number;
  readonly y: number;
  readonly value: number;
}

type Line = ChartDataset<'line', Drawn[]> & { readonly id?: string; readonly quiet?: boolean };

/** Up to this many points each gets a dot, so that a single epoch can be seen. */
const DOTTED = 3;

function withAlpha(colour: string, alpha: number): string {
  return `${colour}${Math.round(alpha * 255)
    .toString(16)
    .padStart(2, '0')}`;
}

function bandLines({ band = [], colour }: ChartSeries, scale: Scale): Line[] {
  if (band.length === 0) return [];
  const edge = (key: 'low' | 'high'): Drawn[] =>
    band.map((point) => ({ x: point.x, y: scale.map(point[key]), value: point[key] }));
  const hidden = { borderWidth: 0, pointRadius: 0, pointHitRadius: 0, quiet: true } as const;
  return [
    { ...hidden, data: edge('low') },
    { ...hidden, data: edge('high'), fill: '-1', backgroundColor: withAlpha(colour, 0.18) },
  ];
}

function curveLine(series: ChartSeries, scale: Scale): Line {
  const { name, colour, points, dashed = false, faint = false, stepped = false, id } = series;
  return {
    label: name,
    data: points.map(({ x, y }) => ({ x, y: Number.isFinite(y) ? scale.map(y) : NaN, value: y })),
    borderColor: faint ? withAlpha(colour, 0.35) : colour,
    backgroundColor: colour,
    borderWidth: faint ? 1 : 1.75,
    borderDash: dashed ? [5, 4] : [],
    stepped,
    spanGaps: false,
    pointRadius: points.length <= DOTTED && !faint ? 2.5 : 0,
    pointHitRadius: 6,
    pointHoverRadius: faint ? 0 : 3.5,
    quiet: faint,
    ...(id === undefined ? {} : { id }),
  };
}

/** Values that are no numbers, as ✕ at the top. */
function crossLine({ name, colour, points }: ChartSeries, scale: Scale): Line[] {
  const bad = points.filter(({ y }) => !Number.isFinite(y));
  if (bad.length === 0) return [];
  return [
    {
      label: name,
      data: bad.map(({ x, y }) => ({ x, y: scale.high, value: y })),
      showLine: false,
      pointStyle: 'crossRot',
      pointRadius: 4,
      borderColor: colour,
      borderWidth: 1.5,
      clip: 8,
    },
  ];
}

function stopLines({ lines = [], x }: ChartSpec, scale: Scale, xScale: Scale, muted: string): Line[] {
  return lines.map(({ y, label }) => ({
    label,
    data: [x.min ?? xScale.low, x.max ?? xScale.high].map((at) => ({ x: at, y: scale.map(y), value: y })),
    borderColor: muted,
    borderDash: [4, 4],
    borderWidth: 1,
    pointRadius: 0,
    pointHitRadius: 0,
    quiet: true,
  }));
}

function ticksOf(scale: Scale): ChartTick[] {
  return scale.ticks
    .filter(({ at }) => at >= scale.low && at <= scale.high)
    .map(({ at, text }) => ({ value: at, label: text }));
}

/** The configuration for Chart.js. */
export function chartConfig(
  spec: ChartSpec,
  { compact, palette }: ChartLook,
  plugins: Plugin<'line'>[],
): ChartConfiguration<'line', Drawn[]> {
  const [xs, ys] = [xValues(spec), yValues(spec)];
  const xScale = makeScale(spec.x, xs, compact ? 4 : 8);
  const yScale = makeScale(spec.y, ys, compact ? 3 : 6);
  const [least, largest] = [spec.x.min ?? Math.min(...xs), spec.x.max ?? Math.max(...xs)];
  const edges = least < largest ? { min: least, max: largest } : { min: xScale.low, max: xScale.high };
  const ticks = { color: palette.muted, font: { size: 11 }, maxRotation: 0 };
  const title = (text: string) => ({ display: !compact, text, color: palette.muted, font: { size: 11 } });
  const datasets = [
    ...spec.series.flatMap((series) => bandLines(series, yScale)),
    ...spec.series.flatMap((series) => [curveLine(series, yScale), ...crossLine(series, yScale)]),
    ...stopLines(spec, yScale, xScale, palette.muted),
  ];
  return {
    type: 'line',
    // Chart.js paints the first on top; here, as in the exports, the last is.
    data: { datasets: datasets.map((dataset, index) => ({ ...dataset, order: datasets.length - index })) },
    plugins,
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      parsing: false,
      normalized: true,
      interaction: { mode: 'nearest', axis: 'x', intersect: false },
      scales: {
        x: {
          type: 'linear',
          ...edges,
          grid: { display: false },
          border: { color: palette.line },
          ticks: { ...ticks, maxTicksLimit: compact ? 5 : 10, callback: (value) => quantity(Number(value)) },
          title: title(axisLabel(spec.x, xs)),
        },
        y: {
          type: 'linear',
          min: yScale.low,
          max: yScale.high,
          grid: { color: palette.line },
          border: { display: false },
          afterBuildTicks: (axis) => void (axis.ticks = ticksOf(yScale)),
          ticks: { ...ticks, callback: (_value, index, all) => String(all[index]?.label ?? '') },
          title: title(axisLabel(spec.y, ys)),
        },
      },
      plugins: {
        legend: { display: false },
        tooltip: {
          filter: ({ dataset }) => (dataset as Line).quiet !== true,
          callbacks: {
            title: ([first]) => (first === undefined ? '' : `${spec.x.label} ${quantity(first.parsed.x)}`),
            label: ({ dataset, raw }) =>
              `${dataset.label ?? ''}: ${quantity(measured((raw as Drawn).value))}`,
          },
        },
      },
    },
  };
}
