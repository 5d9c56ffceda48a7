/** Cells of a supernet as a figure for papers: light palette, every style in attributes, all weights as CSV. */
import { CELL_EDGES, OPERATIONS, type OperationName, type Space } from '../../../src-shared/space/spaces.ts';
import type { Figure } from '../../lib/figure/figure.ts';
import { escapeXml, svgDocument } from '../../lib/figure/svgText.ts';
import { csvText } from '../../lib/table/csv.ts';
import { CELL_TITLES, stateName } from '../genotype/genotypeFigure.ts';
import { BARE, bareStates, stateLabel } from '../genotype/layout.ts';
import { lookOf } from '../operations.ts';
import { bundlesOf, keptLabel, keptOperations, type Bundle, type CellState, type Strand } from './bundles.ts';
import { CELL_VIEW, CONCAT_PATHS, NODE_PLACES, type NodePlace } from './places.ts';

export interface CellFigureParts {
  /** One or more cells, drawn below each other. */
  readonly cells: readonly Omit<CellState, 'space'>[];
  readonly space: Space;
  readonly epoch: number;
  /** File name without its ending. */
  readonly name: string;
}

const INK = '#1a212b';
const LINE = '#8a93a1';
const BOX = '#eef1f5';
const FADED = 0.22;
/** px */
const MARGIN = 20;
const TITLE = 30;
const LEGEND_ROW = 20;
const LEGEND_COLUMNS = 4;

function strandSvg({ path, colour, width, dash }: Strand, opacity: number): string {
  if (width < 0.01) return '';
  const dashes = dash === undefined ? '' : ` stroke-dasharray="${dash}"`;
  const faded = opacity === 1 ? '' : ` stroke-opacity="${opacity}"`;
  return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${width.toFixed(2)}"${dashes}${faded}/>`;
}

function nodeSvg({ state, x, y, width, height }: NodePlace, bare: boolean): string {
  const { label, subscript } = stateLabel(state);
  const low = subscript === '' ? '' : `<tspan dy="3" font-size="10">${escapeXml(subscript)}</tspan>`;
  return [
    `<rect x="${x - width / 2}" y="${y - height / 2}" width="${width}" height="${height}" rx="7" fill="${BOX}" stroke="${LINE}"/>`,
    bare ? `<text x="${x}" y="${y + 15}" font-size="9" text-anchor="middle">${BARE}</text>` : '',
    `<text x="${x}" y="${y + 4.5}" font-size="15" text-anchor="middle">${escapeXml(label)}${low}</text>`,
  ].join('');
}

function labelSvg(bundle: Bundle): string {
  const { label } = bundle;
  const kept = keptLabel(bundle);
  if (kept === undefined) return '';
  const at = `x="${label.x.toFixed(1)}" y="${(label.y + 4).toFixed(1)}" text-anchor="middle" font-weight="600"`;
  const text = escapeXml(kept);
  // The white rim is a text of its own: not every converter knows paint-order.
  return `<text ${at} fill="#ffffff" stroke="#ffffff" stroke-width="4" stroke-linejoin="round">${text}</text><text ${at}>${text}</text>`;
}

function cellSvg(state: CellState, top: number): string {
  const bundles = bundlesOf(state);
  const fade = state.genotype === undefined ? 1 : FADED;
  const bare = state.genotype === undefined ? new Set<number>() : bareStates(state.genotype[state.cell]);
  const strands = bundles.flatMap((bundle) => bundle.strands);
  return [
    `<g transform="translate(${MARGIN} ${top})">`,
    `<text x="0" y="16" font-size="14" font-weight="600">${CELL_TITLES[state.cell]}</text>`,
    `<g transform="translate(0 ${TITLE})">`,
    ...CONCAT_PATHS.map(({ path }) => `<path d="${path}" fill="none" stroke="${LINE}"/>`),
    ...strands.map((strand) => strandSvg(strand, fade)),
    ...strands.filter(({ kept }) => kept).map((strand) => strandSvg(strand, 1)),
    ...NODE_PLACES.map((place) => nodeSvg(place, bare.has(place.state))),
    ...bundles.map(labelSvg),
    '</g></g>',
  ].join('');
}

/** The operations of a space that occur in it, in the order of the vocabulary. */
export function operationsOf(space: Space): OperationName[] {
  const used = new Set([...space.operations.normal, ...space.operations.reduce].flat());
  return OPERATIONS.filter((operation) => used.has(operation));
}

function legendSvg(operations: readonly OperationName[], top: number): string {
  const column = (CELL_VIEW.width - 8) / LEGEND_COLUMNS;
  return operations
    .map((operation, index) => {
      const x = MARGIN + (index % LEGEND_COLUMNS) * column;
      const y = top + Math.floor(index / LEGEND_COLUMNS) * LEGEND_ROW;
      const { colour, dash } = lookOf(operation);
      const dashes = dash === undefined ? '' : ` stroke-dasharray="${dash}"`;
      return `<path d="M${x} ${y - 4}h24" stroke="${colour}" stroke-width="5"${dashes}/><text x="${x + 31}" y="${y}">${operation}</text>`;
    })
    .join('');
}

function figureSvg({ cells, space, epoch, name }: CellFigureParts): string {
  const each = TITLE + CELL_VIEW.height + MARGIN;
  const operations = operationsOf(space);
  const legendTop = MARGIN + cells.length * each + 12;
  const body =
    cells.map((cell, index) => cellSvg({ ...cell, space }, MARGIN + index * each)).join('') +
    legendSvg(operations, legendTop);
  return svgDocument({
    width: CELL_VIEW.width + 2 * MARGIN,
    height: legendTop + Math.ceil(operations.length / LEGEND_COLUMNS) * LEGEND_ROW,
    title: `${name}, epoch ${epoch}`,
    body,
    ink: INK,
  });
}

/** One row a weight: cell, edge, operation, weight, and whether the genotype keeps it. */
export function weightRows({ cells, space, epoch }: Omit<CellFigureParts, 'name'>): string[][] {
  return cells.flatMap(({ cell, weights, genotype }) =>
    CELL_EDGES.flatMap(({ input, node }, edge) => {
      const kept = genotype === undefined ? [] : keptOperations(genotype, cell, edge);
      return space.operations[cell][edge]!.map((operation, k) => [
        String(epoch),
        cell,
        stateName(input),
        stateName(node + 2),
        operation,
        String(weights[edge]?.[k] ?? ''),
        kept.includes(operation) ? 'yes' : 'no',
      ]);
    }),
  );
}

/** The drawing of cells at an epoch with a legend, and all their weights. */
export function cellFigure(parts: CellFigureParts): Figure {
  const head = ['epoch', 'cell', 'from', 'to', 'operation', 'weight', 'in the genotype'];
  return { name: parts.name, svg: () => figureSvg(parts), csv: () => csvText([head, ...weightRows(parts)]) };
}
