/** Both cells of a genotype as a figure for papers. */
import { concatOf, isKept, type Genotype } from '../../../src-shared/genotype/types.ts';
import { CELL_TYPES, type CellType } from '../../../src-shared/space/spaces.ts';
import type { Figure } from '../../lib/figure/figure.ts';
import { escapeXml, svgDocument } from '../../lib/figure/svgText.ts';
import { csvText } from '../../lib/table/csv.ts';
import { lookOf } from '../operations.ts';
import {
  BARE,
  LABEL_HEIGHT,
  layoutCell,
  stateLabel,
  targetOf,
  OUTPUT,
  type CellLayout,
  type Direction,
  type PlacedEdge,
  type PlacedOperation,
  type PlacedState,
} from './layout.ts';

export const CELL_TITLES = { normal: 'Normal cell', reduce: 'Reduction cell' } as const satisfies Record<
  CellType,
  string
>;

/** The light theme's colours; a paper is white. */
const PALETTE = { ink: '#1a212b', muted: '#8a93a1', box: '#eef1f5', panel: '#ffffff' } as const;
/** px above a cell for its title, and between two cells. */
const TITLE = 28;
const GAP = 24;

function stateSvg({ x, y, width, height, label, subscript, bare }: PlacedState): string {
  const box = `<rect x="${x - width / 2}" y="${y - height / 2}" width="${width}" height="${height}" rx="7" fill="${PALETTE.box}" stroke="${PALETTE.muted}"${bare ? ' stroke-dasharray="4 3"' : ''}/>`;
  const low = subscript === '' ? '' : `<tspan dy="3" font-size="8.5">${escapeXml(subscript)}</tspan>`;
  const note = bare ? `<text x="${x}" y="${y + 11}" text-anchor="middle" font-size="9">${BARE}</text>` : '';
  return `${box}${note}<text x="${x}" y="${bare ? y - 1 : y + 4}" text-anchor="middle">${escapeXml(label)}${low}</text>`;
}

function lineSvg({ path, head }: PlacedEdge, colour: string, width: number, dash?: string): string {
  const dashes = dash === undefined ? '' : ` stroke-dasharray="${dash}"`;
  return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${width}"${dashes}/><path d="${head}" fill="${colour}"/>`;
}

function operationSvg(edge: PlacedOperation): string {
  const { colour, dash } = lookOf(edge.operation);
  return lineSvg(edge, colour, 2.25, dash);
}

function labelSvg({ operation, label, labelWidth }: PlacedOperation): string {
  const [left, top] = [label.x - labelWidth / 2, label.y - LABEL_HEIGHT / 2];
  return [
    `<rect x="${left}" y="${top}" width="${labelWidth}" height="${LABEL_HEIGHT}" rx="10" fill="${PALETTE.panel}" stroke="${lookOf(operation).colour}" stroke-width="1.25"/>`,
    `<text x="${label.x}" y="${label.y + 4}" text-anchor="middle" font-size="11">${operation}</text>`,
  ].join('');
}

function cellSvg(layout: CellLayout, title: string, left: number, top: number): string {
  return [
    `<g transform="translate(${left} ${top})"><text x="0" y="16" font-size="14" font-weight="600">${title}</text>`,
    `<g transform="translate(0 ${TITLE})">`,
    ...layout.concat.map((edge) => lineSvg(edge, PALETTE.muted, 1.25)),
    ...layout.operations.map(operationSvg),
    ...layout.states.map(stateSvg),
    ...layout.operations.map(labelSvg),
    '</g></g>',
  ].join('');
}

function figureSvg(genotype: Genotype, direction: Direction, title: string): string {
  const layouts = CELL_TYPES.map((cell) => layoutCell(genotype[cell], concatOf(genotype, cell), direction));
  const [first, second] = [layouts[0]!, layouts[1]!];
  // Wide cells stand below each other, tall ones side by side.
  const stacked = direction === 'LR';
  const width = stacked ? Math.max(first.width, second.width) : first.width + GAP + second.width;
  const tall = stacked ? first.height + GAP + TITLE + second.height : Math.max(first.height, second.height);
  const secondAt: [number, number] = stacked ? [0, TITLE + first.height + GAP] : [first.width + GAP, 0];
  const body =
    cellSvg(first, CELL_TITLES.normal, GAP, GAP) +
    cellSvg(second, CELL_TITLES.reduce, GAP + secondAt[0], GAP + secondAt[1]);
  return svgDocument({
    width: width + 2 * GAP,
    height: tall + TITLE + 2 * GAP,
    title,
    body,
    ink: PALETTE.ink,
  });
}

/** A state as plain text: `c_{k-2}`, `0`, `c_{k}`. */
export function stateName(state: number): string {
  const { label, subscript } = stateLabel(state);
  return subscript === '' ? label : `${label}_{${subscript.replace('−', '-')}}`;
}

/** The kept edges of both cells, one a row, those into the output as `concat`. */
export function edgeRows(genotype: Genotype): string[][] {
  return CELL_TYPES.flatMap((cell) => [
    ...genotype[cell].flatMap((edge, index) =>
      isKept(edge) ? [[cell, stateName(edge.input), stateName(targetOf(index)), edge.operation]] : [],
    ),
    ...concatOf(genotype, cell).map((state) => [cell, stateName(state), stateName(OUTPUT), 'concat']),
  ]);
}

/** The drawing of a genotype and its list of edges, for the export menu. */
export function genotypeFigure(genotype: Genotype, name: string, direction: Direction): Figure {
  return {
    name,
    svg: () => figureSvg(genotype, direction, `Genotype ${name}`),
    csv: () => csvText([['cell', 'from', 'to', 'operation'], ...edgeRows(genotype)]),
  };
}
