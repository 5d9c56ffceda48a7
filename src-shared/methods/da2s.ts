/**
 * How strongly the loss of DA²S pulls towards a discrete architecture (sunsmarterjie/DAAS
 * `cnn/{MinEntropyLoss,train_search}.py`). Epochs are counted from 1; the constants are those of its 50.
 */
const EPOCHS = 50;
/** Epochs in which the entropy of α counts nothing. */
const QUIET = 7;

/** `lin` = (e − 1)/49: of all that is added to the loss; 0 in the first epoch, 1 in the 50th. */
export function linearRamp(epoch: number): number {
  return (epoch - 1) / (EPOCHS - 1);
}

/** `log_` = log₄₂(e − 7): of the entropy of α; 0 up to epoch 8, 1 in epoch 49. */
export function alphaRamp(epoch: number): number {
  return epoch <= QUIET ? 0 : Math.log(epoch - QUIET) / Math.log(EPOCHS - QUIET - 1);
}
