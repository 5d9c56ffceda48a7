/** Knobs that searches and evaluations share. */
import { z } from 'zod';

export const datasetKnob = z
  .string()
  .min(1)
  .default('cifar10')
  .describe('data set, as named by `dataset list`');

export const seedKnob = z
  .int()
  .min(0)
  .max(2 ** 31 - 1)
  .default(1)
  .describe('the one seed that drives every random draw');
