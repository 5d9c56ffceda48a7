/** What of a run can be saved at once: its cells, a sheet of all charts, its genotype. */
import type { Genotype } from '../../../src-shared/genotype/types.ts';
import { genotypeToJson, genotypeToPython } from '../../../src-shared/genotype/print.ts';
import { spaceOf } from '../../../src-shared/space/spaceOf.ts';
import { CELL_TYPES } from '../../../src-shared/space/spaces.ts';
import { chartSvg } from '../../lib/chart/chartSvg.ts';
import type { ChartSpec } from '../../lib/chart/spec.ts';
import type { Figure } from '../../lib/figure/figure.ts';
import { FIGURE_FORMATS } from '../../lib/figure/formats.ts';
import { saveText } from '../../lib/figure/save.ts';
import { svgDocument } from '../../lib/figure/svgText.ts';
import { csvText } from '../../lib/table/csv.ts';
import { cellFigure } from '../cell/cellFigure.ts';
import { nasbenchFigure } from '../nasbench/nasbenchFigure.ts';
import type { ChartContext, ShownChart } from './chartParts.ts';
import { searchCharts } from './charts.ts';
import type { EpochRecord } from './runHistory.ts';

const INK = '#1a212b';
const COLUMNS = 2;

/** Documents beside each other on one sheet; each stays a document of its own within it. */
export function sheetSvg(documents: readonly string[], title: string): string {
  const size = (text: string, name: 'width' | 'height'): number =>
    Number(new RegExp(` ${name}="([\\d.]+)"`, 'u').exec(text)?.[1] ?? 0);
  const width = Math.max(0, ...documents.map((text) => size(text, 'width')));
  let top = 0;
  const placed: string[] = [];
  for (let first = 0; first < documents.length; first += COLUMNS) {
    const row = documents.slice(first, first + COLUMNS);
    placed.push(
      ...row.map((text, column) => text.replace('<svg ', `<svg x="${column * width}" y="${top}" `)),
    );
    top += Math.max(...row.map((text) => size(text, 'height')));
  }
  const columns = Math.min(COLUMNS, documents.length);
  return svgDocument({ width: width * columns, height: top, title, body: placed.join(''), ink: INK });
}

/** One row a point: chart, series, x, y. */
function sheetCsv(specs: readonly ChartSpec[]): string {
  const rows = specs.flatMap(({ title, x, y, series }) =>
    series.flatMap(({ name, points }) =>
      points.map((point) => [title, name, x.label, String(point.x), y.label, String(point.y)]),
    ),
  );
  return csvText([['chart', 'series', 'x is', 'x', 'y is', 'y'], ...rows]);
}

/** All charts of a run as one figure. */
export function chartsFigure(charts: readonly ShownChart[], name: string): Figure {
  const specs = (): ChartSpec[] => charts.map(({ spec }) => spec());
  return {
    name: `${name}, charts`,
    svg: () => sheetSvg(specs().map(chartSvg), `${name}, charts`),
    csv: () => sheetCsv(specs()),
  };
}

export interface ExportItem {
  readonly title: string;
  readonly save: () => void | Promise<void>;
}

export interface ExportGroup {
  readonly title: string;
  readonly items: readonly ExportItem[];
}

/** A group of the menu: a figure in every format. */
export function figureGroup(title: string, figure: Figure): ExportGroup {
  return {
    title,
    items: FIGURE_FORMATS.map((format) => ({ title: format.title, save: () => format.save(figure) })),
  };
}

/** A group of the menu: a genotype as text. */
export function genotypeGroup(title: string, file: string, genotype: Genotype): ExportGroup {
  return {
    title,
    items: [
      {
        title: 'Python',
        save: () => saveText(`${file}.py`, 'text/x-python', `${genotypeToPython(genotype)}\n`),
      },
      {
        title: 'JSON',
        save: () => saveText(`${file}.json`, 'application/json', `${genotypeToJson(genotype)}\n`),
      },
    ],
  };
}

/** The entries of a search's export menu at an epoch. */
export function exportGroups(context: ChartContext, record: EpochRecord, name: string): ExportGroup[] {
  const { weights, tensors, genotype, architecture, event } = record;
  const title = `${name}, epoch ${event.epoch}`;
  const cells = CELL_TYPES.map((cell) => ({ cell, weights: weights[cell], genotype }));
  const texts =
    genotype === undefined ? [] : [genotypeGroup(`Genotype of epoch ${event.epoch}`, title, genotype)];
  const space = spaceOf(context.config);
  if (space.kind === 'nasbench')
    return [
      figureGroup(
        `Cell at epoch ${event.epoch}`,
        nasbenchFigure({ space, weights: tensors, architecture, name: title }),
      ),
      figureGroup('All charts', chartsFigure(searchCharts(context), name)),
      {
        title: `Architecture of epoch ${event.epoch}`,
        items: [
          {
            title: 'JSON',
            save: () => saveText(`${title}.json`, 'application/json', `${event.genotype}\n`),
          },
        ],
      },
    ];
  return [
    figureGroup(
      `Cells at epoch ${event.epoch}`,
      cellFigure({ cells, space, epoch: event.epoch, name: title }),
    ),
    figureGroup('All charts', chartsFigure(searchCharts(context), name)),
    ...texts,
  ];
}
