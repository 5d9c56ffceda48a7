/**
 * How strongly the loss of DA²S pulls towards a discrete architecture (sunsmarterjie/DAAS
 * `cnn/{MinEntropyLoss,train_search}.py`). Epochs are counted from 1; the constants are those of its 50.
 */
import type { SearchConfig } from '../run/searchKnobs.ts';

const EPOCHS = 50;
/** Epochs in which the entropy of α counts nothing. */
const QUIET = 7;

/**
 * Where among the 50 epochs a search is in its `epoch`, from 1. `constants`: at the same epoch. `scaled`: at the same
 * part, which is the same in a search of 50; a shorter one would end before its loss pulls, a longer one pull on.
 */
export function rampEpoch(
  { epochs, discreteRamp }: Pick<SearchConfig, 'epochs' | 'discreteRamp'>,
  epoch: number,
): number {
  if (discreteRamp === 'constants' || epochs === 1) return epoch;
  return 1 + ((epoch - 1) * (EPOCHS - 1)) / (epochs - 1);
}

/** α starts to learn in this one of the 50 epochs. */
export const ALPHA_START = QUIET + 1;

/** `lin` = (e − 1)/49: of all that is added to the loss; 0 in the first epoch, 1 in the 50th. */
export function linearRamp(epoch: number): number {
  return (epoch - 1) / (EPOCHS - 1);
}

/** `log_` = log₄₂(e − 7): of the entropy of α; 0 up to epoch 8, 1 in epoch 49. */
export function alphaRamp(epoch: number): number {
  return epoch <= ALPHA_START ? 0 : Math.log(epoch - QUIET) / Math.log(EPOCHS - QUIET - 1);
}
