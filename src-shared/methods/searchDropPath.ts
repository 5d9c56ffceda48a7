/** What a supernet leaves out at random in an epoch of training. Epochs count from 0, within their stage. */
import type { SearchConfig } from '../run/config.ts';

/**
 * Probability that an image misses an edge: p·e/(E − 1) (R-DARTS (DP): automl/RobustDARTS
 * src/search/train_search.py).
 */
export function searchDropPathAt(
  { dropPath, epochs }: Pick<SearchConfig, 'dropPath' | 'epochs'>,
  epoch: number,
): number {
  return epochs === 1 ? dropPath : (dropPath * epoch) / (epochs - 1);
}

/** How fast dropout falls while the alphas are trained (`scale_factor`). */
const SKIP_DROPOUT_DECAY = 0.2;

/**
 * Probability that a value of a skip connection is dropped (P-DARTS: chenxin061/pdarts train_search.py), p₀
 * at the start of the stage: p₀·(E − e − 1)/E before the alphas are trained, then p₀·exp(−0.2·(e − alphaStartEpoch)).
 */
export function skipDropoutAt(
  start: number,
  { epochs, alphaStartEpoch }: Pick<SearchConfig, 'epochs' | 'alphaStartEpoch'>,
  epoch: number,
): number {
  if (epoch < alphaStartEpoch) return (start * (epochs - epoch - 1)) / epochs;
  return start * Math.exp(-SKIP_DROPOUT_DECAY * (epoch - alphaStartEpoch));
}
