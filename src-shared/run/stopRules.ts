/**
 * When a search ends before its last epoch. Each rule looks at the epochs so far, and names the epoch whose
 * genotype the search takes. Epochs count from 0.
 */

/** λ_max after an epoch. */
export interface LambdaPoint {
  readonly epoch: number;
  readonly value: number;
}

export interface EarlyStop {
  /** After which epoch the rule ends the search. */
  readonly decidedAt: number;
  /** Whose genotype it takes. */
  readonly stopEpoch: number;
}

export interface EigenvalueStop extends EarlyStop {
  /** The mean of λ_max there, divided by the one `DELTA` means before. */
  readonly ratio: number;
}

export interface EigenvalueKnobs {
  /** Epochs planned: the last one no longer counts. */
  readonly epochs: number;
  /** The ratio beyond which λ_max counts as risen. */
  readonly factor: number;
  /** Earliest epoch whose genotype may be taken. */
  readonly start: number;
}

/** λ_max enters every second epoch. */
const EVERY = 2;
const WINDOW = 5;
/** Values before the first local mean. */
const FIRST = 3;
/** Local means between the two that are compared. */
const DELTA = 4;
/** Epochs from a measurement back to the middle of its window. */
const LAG = 2 * Math.floor(WINDOW / 2);

/**
 * DARTS-ES (arXiv 1909.09656; automl/RobustDARTS `src/utils.py`, class EVLocalAvg): every second epoch λ_max
 * enters a local mean of five values; the search ends when that mean is more than `factor` times the one
 * eight epochs before, and takes the genotype from there.
 */
export function eigenvalueStop(
  points: readonly LambdaPoint[],
  { epochs, factor, start }: EigenvalueKnobs,
): EigenvalueStop | undefined {
  const values: number[] = [];
  const means: number[] = [];
  for (const { epoch, value } of points) {
    if (epoch % EVERY !== 0 || epoch >= epochs - 1) continue;
    values.push(value);
    if (values.length < FIRST) continue;
    const window = values.slice(-WINDOW);
    means.push(window.reduce((sum, each) => sum + each, 0) / window.length);
    const before = means.at(-1 - DELTA);
    const stopEpoch = epoch - LAG - EVERY * DELTA;
    if (before === undefined || stopEpoch < start) continue;
    const ratio = means.at(-1)! / before;
    if (ratio > factor) return { decidedAt: epoch, stopEpoch, ratio };
  }
  return undefined;
}

/** DARTS+, rule 1 (arXiv 1909.06035): the first epoch whose normal cell has that many skip connections. */
export function skipStop(skips: readonly number[], most: number): EarlyStop | undefined {
  const epoch = skips.findIndex((count) => count >= most);
  return epoch < 0 ? undefined : { decidedAt: epoch, stopEpoch: epoch };
}

/**
 * DARTS+, rule 2: the ranking of the operations with weights is the same on every edge for `patience` epochs
 * in a row. `rankings` holds one text an epoch, equal where all rankings are.
 */
export function rankingStop(rankings: readonly string[], patience: number): EarlyStop | undefined {
  let since = 0;
  for (let epoch = 0; epoch < rankings.length; epoch++) {
    if (rankings[epoch] !== rankings[since]) since = epoch;
    if (epoch - since + 1 >= patience) return { decidedAt: epoch, stopEpoch: epoch };
  }
  return undefined;
}

/** The order of each edge's `learnable` columns, largest logit first; the lower column on ties. */
export function rankingOf(
  alphas: readonly (readonly number[])[],
  learnable: readonly (readonly number[])[],
): string {
  return alphas.map((row, edge) => learnable[edge]!.toSorted((a, b) => row[b]! - row[a]!).join('')).join(' ');
}
