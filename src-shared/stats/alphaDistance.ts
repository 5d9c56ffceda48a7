/** How far the architecture still was from where a search ended: the paper's ‖α_t − α_final‖, and the same over A. */
import { measuredValue, type Measured, type RunEventOf } from '../run/events.ts';

/** Logits by tensor: [edges][K] of each cell type in S1–S5. */
type Logits = Readonly<Record<string, readonly (readonly number[])[]>>;

export interface AlphaDistance {
  /** ‖α_t − α_final‖₂ over all tensors. */
  readonly alpha: number;
  /** ‖A_t − A_final‖₂ of the mixing weights. */
  readonly A: number;
}

/** One row of softmax(α). */
export function softmaxRow(row: readonly number[]): number[] {
  const top = Math.max(...row);
  const powers = row.map((value) => Math.exp(value - top));
  const total = powers.reduce((sum, value) => sum + value, 0);
  return powers.map((value) => value / total);
}

/** An architecture at the end of an epoch. */
export interface EpochArchitecture {
  readonly logits: Logits;
  /** What the edges are mixed with; softmax of the logits unless given. */
  readonly weights?: Logits | undefined;
}

/** Distances of each epoch's architecture to the last one. */
export function distancesToFinal(epochs: readonly EpochArchitecture[]): AlphaDistance[] {
  const final = epochs.at(-1);
  if (!final) return [];
  const rows = (logits: Logits): (readonly number[])[] => Object.values(logits).flat();
  const mixed = ({ logits, weights }: EpochArchitecture): (readonly number[])[] =>
    weights ? rows(weights) : rows(logits).map(softmaxRow);
  const norm = (a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number =>
    Math.hypot(...a.flatMap((row, edge) => row.map((value, k) => value - b[edge]![k]!)));
  return epochs.map((epoch) => ({
    alpha: norm(rows(epoch.logits), rows(final.logits)),
    A: norm(mixed(epoch), mixed(final)),
  }));
}

export type EpochDistance = AlphaDistance & { readonly epoch: number };

type MeasuredRows = Readonly<Record<string, readonly (readonly Measured[])[]>>;

function numbers(tensors: MeasuredRows): Logits {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, rows]) => [name, rows.map((row) => row.map(measuredValue))]),
  );
}

/** Distances of each epoch of a log to the last one. */
export function epochDistances(
  epochs: readonly Pick<RunEventOf<'epoch'>, 'epoch' | 'alphas' | 'weights'>[],
): EpochDistance[] {
  const distances = distancesToFinal(
    epochs.map(({ alphas, weights }) => ({ logits: numbers(alphas), weights: weights && numbers(weights) })),
  );
  return distances.map((distance, index) => ({ epoch: epochs[index]!.epoch, ...distance }));
}
