/** The cell of a search as a figure for a paper, and its weights as a table. */
import type { NasbenchArchitecture } from '../../../src-shared/nasbench/architecture.ts';
import type { NasbenchSpace } from '../../../src-shared/nasbench/spaces.ts';
import type { Figure } from '../../lib/figure/figure.ts';
import { escapeXml, svgDocument } from '../../lib/figure/svgText.ts';
import { csvText } from '../../lib/table/csv.ts';
import { drawing, NASBENCH_LOOKS, type DrawnVertex, type TensorWeights } from './drawing.ts';
import { weightTables } from './weightTables.ts';

const INK = '#1a212b';
const FAINT = '#c3c9d2';
/** Of what the output does not use. */
const DULL = '#6b7280';
const STRONG = 0.7;
const FADED = 0.3;

export interface NasbenchState {
  readonly space: NasbenchSpace;
  readonly weights: TensorWeights;
  readonly architecture: NasbenchArchitecture | undefined;
  readonly name: string;
}

export function nasbenchFigure({ space, weights, architecture, name }: NasbenchState): Figure {
  const svg = (): string => {
    const { width, height, vertices, edges } = drawing(space, weights, architecture);
    const arcs = edges.map(
      ({ path, stroke, kept, used }) =>
        `<path d="${path}" fill="none" stroke="${kept ? INK : FAINT}" stroke-width="${stroke.toFixed(2)}" stroke-opacity="${kept && !used ? FADED : STRONG}"/>`,
    );
    const body = [...arcs, ...vertices.map(boxSvg)].join('');
    return svgDocument({ width, height, title: name, ink: INK, body });
  };
  const csv = (): string => {
    const rows = weightTables(space, weights, architecture).flatMap(({ tensor, columns, rows: vertices }) =>
      vertices.flatMap(({ title, cells }) =>
        cells.map(({ weight, kept }, column) => [
          tensor,
          title,
          columns[column]!.name,
          String(weight),
          kept ? 'yes' : 'no',
        ]),
      ),
    );
    return csvText([['tensor', 'vertex', 'choice', 'weight', 'in the architecture'], ...rows]);
  };
  return { name, svg, csv };
}

function boxSvg({ x, y, width, height, title, label, used, bars }: DrawnVertex): string {
  const ink = used ? INK : DULL;
  const frame = `<rect x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${height}" rx="6" fill="#ffffff" stroke="${ink}"${used ? '' : ' stroke-dasharray="3 3"'}/>`;
  const text = (at: number, content: string, more: string): string =>
    `<text x="${label.x.toFixed(1)}" y="${at}" fill="${ink}" ${more}>${escapeXml(content)}</text>`;
  const drawn = bars.map((bar) => {
    const look = NASBENCH_LOOKS[bar.operation];
    const strength = bar.kept ? 1 : 0.45;
    return `${text(bar.y + bar.height, look.short, 'font-size="9"')}<rect x="${bar.x.toFixed(1)}" y="${bar.y}" width="${bar.width.toFixed(2)}" height="${bar.height}" fill="${look.colour}" fill-opacity="${strength}"/>`;
  });
  return [frame, text(label.y, title, `text-anchor="${label.anchor}"`), ...drawn].join('');
}
