/** What can be read off a search's epochs: how its genotype changed, who leads an edge, whether a cell collapsed. */
import { measuredValue } from '../../../src-shared/run/events.ts';
import { COLLAPSE_SKIPS } from '../../../src-shared/stats/cellMetrics.ts';
import {
  CELL_EDGES,
  CELL_TYPES,
  type CellType,
  type OperationName,
  type Space,
} from '../../../src-shared/space/spaces.ts';
import { edgeTitle, keptOperation, leader } from '../cell/bundles.ts';
import { lookOf } from '../operations.ts';
import { entropyOf, presentColumns } from './mixing.ts';
import type { EpochRecord } from './runHistory.ts';

/** What the genotype keeps on each edge, as one comparable list. */
function keptOn(record: EpochRecord, cell: CellType): (OperationName | undefined)[] {
  const { genotype } = record;
  return CELL_EDGES.map((_, edge) =>
    genotype === undefined ? undefined : keptOperation(genotype, cell, edge),
  );
}

export interface GenotypeChange {
  readonly epoch: number;
  /** `normal cₖ₋₁ → 2: skip ⇒ sep 3`; –: not kept. */
  readonly edges: readonly string[];
}

const shortOf = (operation: OperationName | undefined): string =>
  operation === undefined ? '–' : lookOf(operation).short;

function changedEdges(before: EpochRecord, after: EpochRecord): string[] {
  return CELL_TYPES.flatMap((cell) => {
    const [old, now] = [keptOn(before, cell), keptOn(after, cell)];
    return now.flatMap((operation, edge) =>
      operation === old[edge]
        ? []
        : [`${cell} ${edgeTitle(edge)}: ${shortOf(old[edge])} ⇒ ${shortOf(operation)}`],
    );
  });
}

/** The epochs whose genotype differs from that of the epoch before. */
export function genotypeChanges(epochs: readonly EpochRecord[]): GenotypeChange[] {
  return epochs.flatMap((record, index) => {
    const before = epochs[index - 1];
    if (before === undefined) return [];
    const edges = changedEdges(before, record);
    return edges.length === 0 ? [] : [{ epoch: record.event.epoch, edges }];
  });
}

export interface Leadership {
  readonly operation: OperationName;
  /** Since this epoch without a break. */
  readonly since: number;
}

/** The operation with the largest weight on an edge; undefined where none is there, or none is finite. */
export function leaderOf(
  record: EpochRecord,
  operations: readonly OperationName[],
  cell: CellType,
  edge: number,
): OperationName | undefined {
  if (presentColumns(record, cell, edge).length === 0) return undefined;
  return leader(operations, record.weights[cell][edge] ?? []);
}

/** Who has the largest weight on an edge at an epoch, and since when. */
export function leadership(
  epochs: readonly EpochRecord[],
  space: Space,
  cell: CellType,
  edge: number,
): Leadership | undefined {
  const operations = space.operations[cell][edge]!;
  const leaders = epochs.map((record) => leaderOf(record, operations, cell, edge));
  const operation = leaders.at(-1);
  if (operation === undefined) return undefined;
  const first = leaders.findLastIndex((other) => other !== operation) + 1;
  return { operation, since: epochs[first]!.event.epoch };
}

/** Part of the largest entropy, ln K, below which the weights count as one-hot. */
const ONE_HOT = 0.1;

/** Signs at an epoch that a cell has collapsed, in words; empty where there are none. */
export function collapseWarnings(record: EpochRecord, operations: number): string[] {
  const { skips } = record.event;
  const many =
    skips !== undefined && skips.normal >= COLLAPSE_SKIPS
      ? [
          `The normal cell keeps ${skips.normal} skip connections among its 8 edges: such cells train fast and generalise badly.`,
        ]
      : [];
  const flat = CELL_TYPES.flatMap((cell) => {
    const entropy = measuredValue(entropyOf(record, cell) ?? 'NaN');
    if (!(entropy < ONE_HOT * Math.log(operations))) return [];
    const name = cell === 'normal' ? 'normal' : 'reduction';
    return [
      `The weights of the ${name} cell are nearly one-hot (entropy ${entropy.toFixed(3)} nat): it will hardly change any more.`,
    ];
  });
  return [...many, ...flat];
}
