/** Accuracies of evaluations as people write them: as accuracy or as error, in percent. */
import { measuredValue, type Measured } from '../../../src-shared/run/events.ts';
import { percent } from '../../lib/format.ts';

export const MEASURES = [
  { id: 'accuracy', title: 'Accuracy' },
  { id: 'error', title: 'Error' },
] as const;
export type Measure = (typeof MEASURES)[number]['id'];

/** Decimals of a test accuracy in percent: one image of 10,000. */
export const DECIMALS = 2;

/** The part of one that is shown: an accuracy, or 1 − it. */
export function partOf(accuracy: number, measure: Measure): number {
  return measure === 'error' ? 1 - accuracy : accuracy;
}

/** `97.31 %`, or as an error `2.69 %`. */
export function accuracyText(accuracy: Measured | null | undefined, measure: Measure = 'accuracy'): string {
  if (accuracy === null || accuracy === undefined || typeof accuracy === 'string')
    return percent(accuracy, DECIMALS);
  return percent(partOf(measuredValue(accuracy), measure), DECIMALS);
}
