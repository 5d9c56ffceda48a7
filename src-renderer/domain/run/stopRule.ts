/** The guide line of λ_max: when it counts as risen. The rule that ends a search by it is in `stopRules.ts`. */
import type { LambdaPoint } from '../../../src-shared/run/stopRules.ts';

/** The ratio to the least value so far beyond which λ_max counts as risen: that of DARTS-ES. */
export const STOP_FACTOR = 1.3;

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
