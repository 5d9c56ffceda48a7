/**
 * When λ_max says that a search should have ended. R-DARTS's DARTS-ES (arXiv 1909.09656; automl/RobustDARTS
 * `src/utils.py`, class EVLocalAvg): every second epoch λ_max enters a local mean of five values; the search
 * ends when that mean is more than 1.3 times the one eight epochs before, and takes the genotype from there.
 */

export interface LambdaPoint {
  readonly epoch: number;
  readonly value: number;
}

/** The ratio beyond which λ_max counts as risen. */
export const STOP_FACTOR = 1.3;
const EVERY = 2;
const WINDOW = 5;
/** Values before the first local mean. */
const FIRST = 3;
/** Local means between the two that are compared. */
const DELTA = 4;
/** Epoch of the earlier mean from which on the rule may end a search. */
const START = 10;
/** Epochs from a measurement back to the middle of its window. */
const LAG = 4;

export interface EarlyStop {
  /** After which the rule would have ended the search. */
  readonly epoch: number;
  /** Whose genotype it would have taken. */
  readonly genotypeEpoch: number;
}

/** Where DARTS-ES would have ended a search of `epochs` epochs; undefined where it would not. */
export function earlyStop(points: readonly LambdaPoint[], epochs: number): EarlyStop | undefined {
  const values: number[] = [];
  const means: number[] = [];
  for (const { epoch, value } of points) {
    if (epoch % EVERY !== 0 || epoch >= epochs - 1) continue;
    values.push(value);
    if (values.length < FIRST) continue;
    const window = values.slice(-WINDOW);
    means.push(window.reduce((sum, each) => sum + each, 0) / window.length);
    const before = means.at(-1 - DELTA);
    const earlier = epoch - LAG - EVERY * DELTA;
    if (before !== undefined && earlier >= START && means.at(-1)! / before > STOP_FACTOR)
      return { epoch, genotypeEpoch: earlier };
  }
  return undefined;
}

/** The guide line of the chart at each epoch: 1.3 times the least λ_max before it. */
export function stopLine(points: readonly LambdaPoint[]): LambdaPoint[] {
  let least = Infinity;
  const line: LambdaPoint[] = [];
  for (const { epoch, value } of points) {
    if (Number.isFinite(least)) line.push({ epoch, value: STOP_FACTOR * least });
    if (value > 0 && value < least) least = value;
  }
  return line;
}

/** Epochs at which λ_max rises over the guide line. */
export function crossings(points: readonly LambdaPoint[]): number[] {
  const line = new Map(stopLine(points).map(({ epoch, value }) => [epoch, value]));
  const over = points.map(({ epoch, value }) => value > (line.get(epoch) ?? Infinity));
  return points.flatMap(({ epoch }, index) =>
    over[index] === true && over[index - 1] !== true ? [epoch] : [],
  );
}
