/** How far the architecture still was from where a search ended: the paper's ‖α_t − α_final‖, and the same over A. */
import { measuredValue, type Measured, type RunEventOf } from '../run/events.ts';
import type { CellType } from '../space/spaces.ts';

/** Logits [edges][K] per cell type. */
type Logits = Readonly<Record<CellType, readonly (readonly number[])[]>>;

export interface AlphaDistance {
  /** ‖α_t − α_final‖₂ over both cell types. */
  readonly alpha: number;
  /** ‖A_t − A_final‖₂ with A = softmax(α). */
  readonly A: number;
}

/** One row of softmax(α). */
export function softmaxRow(row: readonly number[]): number[] {
  const top = Math.max(...row);
  const powers = row.map((value) => Math.exp(value - top));
  const total = powers.reduce((sum, value) => sum + value, 0);
  return powers.map((value) => value / total);
}

/** Distances of each epoch's alphas to the last ones. */
export function distancesToFinal(epochs: readonly Logits[]): AlphaDistance[] {
  const final = epochs.at(-1);
  if (!final) return [];
  const rows = (logits: Logits): (readonly number[])[] => [...logits.normal, ...logits.reduce];
  const norm = (a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number =>
    Math.hypot(...a.flatMap((row, edge) => row.map((value, k) => value - b[edge]![k]!)));
  return epochs.map((logits) => ({
    alpha: norm(rows(logits), rows(final)),
    A: norm(rows(logits).map(softmaxRow), rows(final).map(softmaxRow)),
  }));
}

export type EpochDistance = AlphaDistance & { readonly epoch: number };

function numbers(rows: readonly (readonly Measured[])[]): number[][] {
  return rows.map((row) => row.map(measuredValue));
}

/** Distances of each epoch of a log to the last one. */
export function epochDistances(
  epochs: readonly Pick<RunEventOf<'epoch'>, 'epoch' | 'alphas'>[],
): EpochDistance[] {
  const distances = distancesToFinal(
    epochs.map(({ alphas }) => ({ normal: numbers(alphas.normal), reduce: numbers(alphas.reduce) })),
  );
  return distances.map((distance, index) => ({ epoch: epochs[index]!.epoch, ...distance }));
}
