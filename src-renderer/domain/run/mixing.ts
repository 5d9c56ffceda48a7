/**
 * What the edges of a search are mixed with: softmax(α), or what the method makes of it. A weight that is
 * exactly 0 in what a method writes is of an operation that is not there.
 */
import { edgeWeights } from '../../../src-shared/genotype/edgeWeights.ts';
import { measured, measuredValue, type Measured, type RunEventOf } from '../../../src-shared/run/events.ts';
import { CELL_TYPES, EDGES, type CellType } from '../../../src-shared/space/spaces.ts';
import { partsOfOne, rowEntropy } from '../../../src-shared/stats/cellMetrics.ts';
import { softmaxRow } from '../../../src-shared/stats/alphaDistance.ts';
import type { CellWeights } from '../cell/bundles.ts';

type PerCell<T> = Readonly<Record<CellType, T>>;

export interface Mixing {
  /** [edges][K]; not always parts of one: see `addsUp`. None in a space without two cell types. */
  readonly weights: PerCell<CellWeights>;
  /** The same by tensor of logits, in any space. */
  readonly tensors: Readonly<Record<string, CellWeights>>;
  /** Softmax of the edges' own logits over the edges into the same node, [edges]; absent without such logits. */
  readonly edges?: PerCell<readonly number[]>;
}

type Told = Pick<RunEventOf<'epoch'>, 'alphas' | 'weights' | 'edges'>;

const numbers = (row: readonly Measured[]): number[] => row.map(measuredValue);

/** Of a log that has other edges than a cell, nothing can be said. */
function weightsOfEdges(logits: readonly Measured[]): number[] {
  return logits.length === EDGES ? edgeWeights(numbers(logits)) : logits.map(() => NaN);
}

/** The mixing weights of an epoch. */
export function mixingOf({ alphas, weights, edges }: Told): Mixing {
  const tensors = Object.fromEntries(
    Object.entries(alphas).map(([name, rows]) => [
      name,
      weights?.[name]?.map(numbers) ?? rows.map((row) => softmaxRow(numbers(row))),
    ]),
  );
  const of = (cell: CellType): CellWeights => tensors[cell] ?? [];
  const edgesOf = (cell: CellType): readonly number[] => weightsOfEdges(edges?.[cell] ?? []);
  return {
    weights: { normal: of('normal'), reduce: of('reduce') },
    tensors,
    ...(edges === undefined ? {} : { edges: { normal: edgesOf('normal'), reduce: edgesOf('reduce') } }),
  };
}

interface Mixed extends Mixing {
  readonly event: Pick<Told, 'weights'>;
}

/** Whether an operation is no longer there; one of softmax(α) always is, however small. */
export function isAbsent({ event, weights }: Mixed, cell: CellType, edge: number, k: number): boolean {
  return event.weights !== undefined && weights[cell][edge]?.[k] === 0;
}

/** Columns of the operations that are there on an edge. */
export function presentColumns(record: Mixed, cell: CellType, edge: number): number[] {
  const row = record.weights[cell][edge] ?? [];
  return [...row.keys()].filter((k) => !isAbsent(record, cell, edge, k));
}

const TOLERANCE = 1e-3; // weights are computed in float32

/** Whether the weights of an edge that is there are parts of one. */
export function addsUp(record: Mixed, cell: CellType): boolean {
  if (record.event.weights === undefined) return true;
  return record.weights[cell].every((row, edge) => {
    const sum = row.reduce((total, weight) => total + weight, 0);
    return presentColumns(record, cell, edge).length === 0 || !(Math.abs(sum - 1) > TOLERANCE);
  });
}

/**
 * The entropy of the weights of a cell; undefined where they are no parts of one, and so have none. Of edges that
 * have weights of their own it is that of the operations alone.
 */
export function entropyOf(
  record: Mixed & { readonly event: Pick<RunEventOf<'epoch'>, 'entropy'> },
  cell: CellType,
): Measured | undefined {
  if (record.edges !== undefined) return measured(rowEntropy(partsOfOne(record.weights[cell])));
  return addsUp(record, cell) ? record.event.entropy[cell] : undefined;
}

/** What the weights are, in words: `softmax(α)`, or what they are instead. */
export function mixingText(record: Mixed): string {
  if (record.event.weights === undefined) return 'softmax(α)';
  if (CELL_TYPES.every((cell) => addsUp(record, cell)))
    return 'what the edges are mixed with, in place of softmax(α)';
  return record.edges === undefined
    ? 'what the edges are mixed with; those of an edge do not add up to 1'
    : 'what the edges are mixed with; those of an edge add up to the weight of the edge';
}
