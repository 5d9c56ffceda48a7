/**
 * How ready an edge is to be decided, by SGAS (arXiv 1912.00195, Eqs. 4–9; lightaime/sgas
 * cnn/train_search.py): importance, certainty and stability of each of the 14 edges of a cell.
 */
import type { OperationName } from '../../../../src-shared/space/spaces.ts';
import { softmaxRow } from '../../../../src-shared/stats/alphaDistance.ts';

/** Rows [14][K]. */
export type EdgeRows = readonly (readonly number[])[];

/** A number per edge, [14]. */
export interface Criteria {
  /** EI: weight that the edge gives to operations other than `none`; 1 where it has no `none`. */
  readonly importance: readonly number[];
  /** SC = 1 − H(q)/log n of the n operations other than `none`; 1 where there is but one of them. */
  readonly certainty: readonly number[];
  /** SS: how much q overlaps with the last ones (histogram intersection), 0 before there are any. */
  readonly stability?: readonly number[];
}

export interface EdgeScores extends Criteria {
  /** Each criterion from 0 to 1 over all 14 edges, decided and pruned ones included. */
  readonly normalised: Criteria;
  /** Product of the normalised criteria, [14]. */
  readonly score: readonly number[];
  /** q [14][K]: the softmax over the operations other than `none`, which has 0. */
  readonly distributions: EdgeRows;
}

/** q of one edge: its softmax without `none`. */
function withoutNone(operations: readonly OperationName[], alphas: readonly number[]): number[] {
  return softmaxRow(alphas.map((alpha, k) => (operations[k] === 'none' ? -Infinity : alpha)));
}

/** EI of one edge; not summed where it is exactly 1, for rounding would become a criterion. */
export function importanceOf(operations: readonly OperationName[], alphas: readonly number[]): number {
  if (!operations.includes('none')) return 1;
  return softmaxRow(alphas).reduce((sum, weight, k) => (operations[k] === 'none' ? sum : sum + weight), 0);
}

function certaintyOf(operations: readonly OperationName[], q: readonly number[]): number {
  const choices = operations.filter((operation) => operation !== 'none').length;
  if (choices < 2) return 1;
  const entropy = q.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);
  return 1 - entropy / Math.log(choices);
}

function intersection(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, k) => sum + Math.min(value, b[k]!), 0);
}

/** Mean intersection of each edge with the epochs before. */
function stabilityOf(history: readonly EdgeRows[], distributions: EdgeRows): number[] {
  return distributions.map((q, edge) => {
    const total = history.reduce((sum, before) => sum + intersection(before[edge]!, q), 0);
    return history.length === 0 ? 0 : total / history.length;
  });
}

/** Min-max over the edges; 0 for all where they are equal (the authors' `normalize`). */
function normalise(values: readonly number[]): number[] {
  const least = Math.min(...values);
  const range = Math.max(...values) - least;
  return values.map((value) => (range > 0 ? (value - least) / range : 0));
}

/**
 * Scores of the edges of a cell. `operations` and `alphas` are [14][K]; with the q of earlier epochs in
 * `history` stability counts as well (criterion 2). A space without `none` has no importance to tell edges
 * apart by: there it counts as 1, for the authors' 0 would make every score 0.
 */
export function edgeScores(
  operations: readonly (readonly OperationName[])[],
  alphas: EdgeRows,
  history?: readonly EdgeRows[],
): EdgeScores {
  const distributions = alphas.map((row, edge) => withoutNone(operations[edge]!, row));
  const importance = alphas.map((row, edge) => importanceOf(operations[edge]!, row));
  const certainty = distributions.map((q, edge) => certaintyOf(operations[edge]!, q));
  const stability = history && stabilityOf(history, distributions);
  const someNone = operations.some((names) => names.includes('none'));
  const normalised = {
    importance: someNone ? normalise(importance) : importance,
    certainty: normalise(certainty),
    ...(stability ? { stability: normalise(stability) } : {}),
  };
  const score = normalised.importance.map(
    (value, edge) => value * normalised.certainty[edge]! * (normalised.stability?.[edge] ?? 1),
  );
  return { importance, certainty, ...(stability ? { stability } : {}), normalised, score, distributions };
}
