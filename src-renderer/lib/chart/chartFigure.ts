/** A chart as a figure for a paper. */
import type { Figure } from '../figure/figure.ts';
import { csvText } from '../table/csv.ts';
import { chartSvg } from './chartSvg.ts';
import type { ChartSpec } from './spec.ts';

/** One row a point: series, x, y, and the band where there is one. A pale curve behind its smoothed self is "(raw)". */
export function chartCsv({ x, y, series }: ChartSpec): string {
  const banded = series.some(({ band }) => band !== undefined);
  const head = ['series', x.label, y.label, ...(banded ? ['low', 'high'] : [])];
  const bold = new Set(series.filter(({ faint }) => faint !== true).map(({ name }) => name));
  const rows = series.flatMap(({ name, points, band = [], faint = false }) => {
    const edges = new Map(band.map((edge) => [edge.x, edge]));
    return points.map((point) => {
      const edge = edges.get(point.x);
      const values = [faint && bold.has(name) ? `${name} (raw)` : name, String(point.x), String(point.y)];
      return banded ? [...values, String(edge?.low ?? ''), String(edge?.high ?? '')] : values;
    });
  });
  return csvText([head, ...rows]);
}

/** The figure of a chart, saved as `<name>.svg` and so on. */
export function chartFigure(spec: ChartSpec, name: string): Figure {
  return { name, svg: () => chartSvg(spec), csv: () => chartCsv(spec) };
}
