/** Heat maps of both cells as a figure for papers. */
import { CELL_TYPES, type Space } from '../../../src-shared/space/spaces.ts';
import type { Figure } from '../../lib/figure/figure.ts';
import { escapeXml, svgDocument } from '../../lib/figure/svgText.ts';
import { csvText } from '../../lib/table/csv.ts';
import { operationsOf, weightRows } from '../cell/cellFigure.ts';
import { CELL_VIEW } from '../cell/places.ts';
import { CELL_TITLES } from '../genotype/genotypeFigure.ts';
import { lookOf } from '../operations.ts';
import type { HeatMap } from './heatMap.ts';
import type { EpochRecord } from './runHistory.ts';

const INK = '#1a212b';
const HOLLOW = '#c3cad3';
const MARGIN = 20;
const TITLE = 28;
const LEGEND = 18;

/** Opacity of a tile: a weight of nothing is still seen as a tile. */
export const tileOpacity = (weight: number): number => Number((0.05 + 0.95 * weight).toFixed(3));

function heatSvg({ tiles, rows, columns }: HeatMap): string {
  return [
    ...tiles.map(
      ({ x, y, width, height, colour, weight, kept, absent }) =>
        `<rect x="${x.toFixed(2)}" y="${y.toFixed(2)}" width="${width.toFixed(2)}" height="${height.toFixed(2)}"${
          absent
            ? ` fill="none" stroke="${HOLLOW}" stroke-width="0.75" stroke-dasharray="2 2"`
            : ` fill="${colour}" fill-opacity="${tileOpacity(weight)}"`
        }${kept && !absent ? ` stroke="${INK}" stroke-width="0.75"` : ''}/>`,
    ),
    ...tiles.map(({ x, y, width, height, text }) =>
      text === ''
        ? ''
        : `<text x="${(x + width / 2).toFixed(2)}" y="${(y + height / 2 + 4.5).toFixed(2)}" font-size="12" text-anchor="middle">${escapeXml(text)}</text>`,
    ),
    ...rows.map(
      ({ at, text }) =>
        `<text x="86" y="${at + 3.5}" font-size="12" text-anchor="end">${escapeXml(text)}</text>`,
    ),
    ...columns.map(
      ({ at, text }) =>
        `<text x="${at}" y="14" font-size="12" text-anchor="middle">${escapeXml(text)}</text>`,
    ),
  ].join('');
}

function legend(space: Space, top: number): string {
  return operationsOf(space)
    .map((operation, index) => {
      const [x, y] = [MARGIN + (index % 4) * 148, top + Math.floor(index / 4) * LEGEND];
      return `<rect x="${x}" y="${y - 9}" width="12" height="10" fill="${lookOf(operation).colour}"/><text x="${x + 18}" y="${y}" font-size="11">${operation}</text>`;
    })
    .join('');
}

/** The weights of an epoch, or of all, one row a weight. */
function heatCsv(records: readonly EpochRecord[], space: Space): string {
  const head = ['epoch', 'cell', 'from', 'to', 'operation', 'weight', 'in the genotype'];
  const rows = records.flatMap(({ event, weights, genotype, edges }) =>
    CELL_TYPES.flatMap((cell) => {
      const columns = space.operations[cell][0]!.length;
      return weightRows({
        epoch: event.epoch,
        space,
        cells: [{ cell, weights: weights[cell], genotype }],
      }).map((row, index) => {
        const own = edges?.[cell][Math.floor(index / columns)];
        return own === undefined ? row : [...row, String(own)];
      });
    }),
  );
  const withEdges = records.some(({ edges }) => edges !== undefined);
  return csvText([withEdges ? [...head, 'weight of the edge'] : head, ...rows]);
}

export interface HeatFigureParts {
  readonly maps: readonly HeatMap[];
  /** The epochs that are shown. */
  readonly records: readonly EpochRecord[];
  readonly space: Space;
  readonly name: string;
}

/** One map a cell type, below each other, with a legend. */
export function heatFigure({ maps, records, space, name }: HeatFigureParts): Figure {
  const each = CELL_VIEW.height + TITLE + MARGIN;
  const top = MARGIN + maps.length * each;
  const svg = (): string =>
    svgDocument({
      width: CELL_VIEW.width + 2 * MARGIN,
      height: top + 12 + Math.ceil(operationsOf(space).length / 4) * LEGEND,
      title: name,
      ink: INK,
      body:
        maps
          .map(
            (map, index) =>
              `<g transform="translate(${MARGIN} ${MARGIN + index * each})"><text y="14" font-size="14" font-weight="600">${CELL_TITLES[CELL_TYPES[index]!]}</text><g transform="translate(0 ${TITLE})">${heatSvg(map)}</g></g>`,
          )
          .join('') + legend(space, top + 12),
    });
  return { name, svg, csv: () => heatCsv(records, space) };
}
