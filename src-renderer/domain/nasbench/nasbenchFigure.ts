/** The cell of a search as a figure for a paper, and its weights as a table. */
import type { NasbenchArchitecture } from '../../../src-shared/nasbench/architecture.ts';
import { alphaTensors, type NasbenchSpace } from '../../../src-shared/nasbench/spaces.ts';
import type { Figure } from '../../lib/figure/figure.ts';
import { escapeXml, svgDocument } from '../../lib/figure/svgText.ts';
import { csvText } from '../../lib/table/csv.ts';
import { drawing, NASBENCH_LOOKS, NASBENCH_VIEW, type DrawnVertex, type TensorWeights } from './drawing.ts';

const INK = '#1a212b';
const FAINT = '#c3c9d2';

export interface NasbenchState {
  readonly space: NasbenchSpace;
  readonly weights: TensorWeights;
  readonly architecture: NasbenchArchitecture | undefined;
  readonly name: string;
}

export function nasbenchFigure({ space, weights, architecture, name }: NasbenchState): Figure {
  const svg = (): string => {
    const { vertices, edges } = drawing(space, weights, architecture);
    const arcs = edges.map(
      ({ path, stroke, kept }) =>
        `<path d="${path}" fill="none" stroke="${kept ? INK : FAINT}" stroke-width="${stroke.toFixed(2)}" stroke-opacity="0.7"/>`,
    );
    return svgDocument({
      ...NASBENCH_VIEW,
      title: name,
      ink: INK,
      body: [...arcs, ...vertices.map(boxSvg)].join(''),
    });
  };
  const csv = (): string => {
    const rows = alphaTensors(space).flatMap(({ name: tensor }) =>
      (weights[tensor] ?? []).flatMap((row, r) =>
        row.map((weight, column) => [tensor, String(r), String(column), String(weight)]),
      ),
    );
    return csvText([['tensor', 'row', 'column', 'weight'], ...rows]);
  };
  return { name, svg, csv };
}

function boxSvg({ x, y, width, height, title, used, bars }: DrawnVertex): string {
  const frame = `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6" fill="#ffffff" stroke="${used ? INK : FAINT}"/>`;
  const label = `<text x="${x + 8}" y="${y + 16}" fill="${used ? INK : FAINT}">${escapeXml(title)}</text>`;
  const drawn = bars.map((bar) => {
    const look = NASBENCH_LOOKS[bar.operation];
    const strength = bar.kept ? 1 : 0.45;
    return `<text x="${x + 8}" y="${bar.y + bar.height}" font-size="10">${look.short}</text><rect x="${bar.x}" y="${bar.y}" width="${bar.width.toFixed(2)}" height="${bar.height}" fill="${look.colour}" fill-opacity="${strength}"/>`;
  });
  return [frame, label, ...drawn].join('');
}
