/** The weights of a cell as a heat map: edges × operations at an epoch, or epochs × edges with the leaders' colours. */
import { CELL_EDGES, type CellType, type Space } from '../../../src-shared/space/spaces.ts';
import { edgeTitle, keptOperation } from '../cell/bundles.ts';
import { CELL_VIEW } from '../cell/places.ts';
import { lookOf } from '../operations.ts';
import { isAbsent, presentColumns } from './mixing.ts';
import { leaderOf } from './runFacts.ts';
import type { EpochRecord } from './runHistory.ts';

export interface HeatTile {
  readonly edge: number;
  /** px */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly colour: string;
  /** Of the colour, 0–1: the weight. */
  readonly weight: number;
  readonly text: string;
  /** What it stands for, in words. */
  readonly title: string;
  /** The genotype keeps it. */
  readonly kept: boolean;
  /** It is no longer there: drawn hollow, as opposed to a weight near 0. */
  readonly absent: boolean;
}

export interface HeatLabel {
  readonly at: number;
  readonly text: string;
}

export interface HeatMap {
  readonly tiles: readonly HeatTile[];
  /** One an edge; y of the middle. */
  readonly rows: readonly HeatLabel[];
  /** x of the middle. */
  readonly columns: readonly HeatLabel[];
}

/** px: labels left of the tiles and above them. */
const LEFT = 92;
const TOP = 22;
const GAP = 1;
/** Columns that get a label at most. */
const LABELS = 14;
const HEIGHT = (CELL_VIEW.height - TOP) / CELL_EDGES.length;

interface Grid {
  readonly width: number;
  readonly place: (column: number, row: number) => Pick<HeatTile, 'x' | 'y' | 'width' | 'height'>;
}

function grid(columns: number): Grid {
  const width = (CELL_VIEW.width - LEFT) / Math.max(1, columns);
  const gap = Math.min(GAP, width / 4);
  return {
    width,
    place: (column, row) => ({
      x: LEFT + column * width,
      y: TOP + row * HEIGHT,
      width: width - gap,
      height: HEIGHT - GAP,
    }),
  };
}

const ROWS: readonly HeatLabel[] = CELL_EDGES.map((_, edge) => ({
  at: TOP + (edge + 0.5) * HEIGHT,
  text: edgeTitle(edge),
}));

/** Of tiles that stand for no operation. */
const NEUTRAL = '#8b93a1';
/** What is not there. */
const GONE = '–';

const visible = (weight: number): number => (Number.isFinite(weight) ? Math.min(1, Math.max(0, weight)) : 0);
const written = (weight: number): string => (Number.isFinite(weight) ? weight.toFixed(2) : '✕');

/** Edges × operations at one epoch; where edges differ in their operations each tile names its own. */
export function heatAtEpoch(record: EpochRecord, cell: CellType, space: Space): HeatMap {
  const operations = space.operations[cell];
  const uniform = operations.every((row) => row.join() === operations[0]!.join());
  const own = record.edges?.[cell];
  // The weights of the edges stand in a column before those of their operations.
  const first = own === undefined ? 0 : 1;
  const { width, place } = grid(first + operations[0]!.length);
  const edgeTiles = (own ?? []).map((weight, edge): HeatTile => ({
    edge,
    ...place(0, edge),
    colour: NEUTRAL,
    weight: visible(weight),
    text: written(weight),
    title: `${edgeTitle(edge)}: weight of the edge ${written(weight)}, among those into its node`,
    kept: false,
    absent: false,
  }));
  const tiles = operations.flatMap((row, edge) => {
    const kept = record.genotype === undefined ? undefined : keptOperation(record.genotype, cell, edge);
    return row.map((operation, k): HeatTile => {
      const weight = record.weights[cell][edge]?.[k] ?? NaN;
      const absent = isAbsent(record, cell, edge, k);
      const short = uniform ? '' : `${lookOf(operation).short} `;
      return {
        edge,
        ...place(first + k, edge),
        colour: lookOf(operation).colour,
        weight: visible(weight),
        text: `${short}${absent ? GONE : written(weight)}`,
        title: `${edgeTitle(edge)}: ${operation} ${absent ? 'is no longer there' : written(weight)}`,
        kept: operation === kept,
        absent,
      };
    });
  });
  const titles = [
    ...(own === undefined ? [] : ['edge']),
    ...(uniform ? operations[0]!.map((operation) => lookOf(operation).short) : []),
  ];
  const columns = titles.map((text, column) => ({ at: LEFT + (column + 0.5) * width, text }));
  return { tiles: [...edgeTiles, ...tiles], rows: ROWS, columns };
}

/** Epochs × edges: the colour of the heaviest operation, as strong as its weight. */
export function heatOverEpochs(epochs: readonly EpochRecord[], cell: CellType, space: Space): HeatMap {
  const { width, place } = grid(epochs.length);
  const tiles = epochs.flatMap((record, column) =>
    space.operations[cell].map((operations, edge): HeatTile => {
      const row = record.weights[cell][edge] ?? [];
      const first = leaderOf(record, operations, cell, edge);
      const absent = presentColumns(record, cell, edge).length === 0;
      const weight = first === undefined ? NaN : row[operations.indexOf(first)]!;
      return {
        edge,
        ...place(column, edge),
        colour: first === undefined ? NEUTRAL : lookOf(first).colour,
        weight: visible(weight),
        text: '',
        title: `epoch ${record.event.epoch}, ${edgeTitle(edge)}: ${absent ? 'is no longer there' : `${first ?? 'not finite'} ${written(weight)}`}`,
        kept: record.genotype !== undefined && keptOperation(record.genotype, cell, edge) !== undefined,
        absent,
      };
    }),
  );
  const every = Math.max(1, Math.ceil(epochs.length / LABELS));
  const columns = epochs.flatMap(({ event }, column) =>
    column % every === 0 ? [{ at: LEFT + (column + 0.5) * width, text: String(event.epoch) }] : [],
  );
  return { tiles, rows: ROWS, columns };
}
