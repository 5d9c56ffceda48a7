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

/** Cells of a network with two reductions. */
export const layersKnob = z.int().min(3).max(50);

/** How the machine computes; what a run computes stays the same up to rounding. */
export const engineKnobs = {
  deterministic: z
    .boolean()
    .default(false)
    .describe('bit-identical repeats (one inter-op thread, about 30 % slower)'),
  precision: z
    .enum(['float32', 'mixed'])
    .default('float32')
    .describe(
      'mixed: float16 where TensorFlow finds it safe (GPU only; steps that overflow take no gradient)',
    ),
  xla: z
    .boolean()
    .default(false)
    .describe('XLA compiles clusters of operations (GPU only; a much longer first call)'),
  memory: z
    .enum(['fast', 'lean'])
    .default('fast')
    .describe(
      'lean: cells are computed a second time for their gradients instead of being kept (about a quarter slower)',
    ),
};

/** SGD of the weights. */
export const sgdKnobs = {
  learningRate: z
    .number()
    .gt(0)
    .max(10)
    .default(0.025)
    .describe('SGD learning rate of the weights at the start'),
  momentum: z.number().min(0).lt(1).default(0.9).describe('SGD momentum'),
  weightDecay: z.number().min(0).max(1).default(3e-4).describe('L2 weight decay of the weights'),
  gradClip: z.number().gt(0).max(1e6).default(5).describe('largest norm of the weight gradient'),
};

/** What is done to training images, beside cutout. */
export const imageKnobs = {
  crop: z.int().min(0).max(32).default(4).describe('zero padding of the random crop, pixels; 0: no crop'),
  flip: z.boolean().default(true).describe('random horizontal flip'),
};

export const cutoutLengthKnob = z
  .int()
  .min(1)
  .max(512)
  .default(16)
  .describe('side of the cut square, pixels');

export const checkpointKnobs = {
  checkpointMinutes: z
    .number()
    .gt(0)
    .max(1e4)
    .default(5)
    .describe('minutes between checkpoints within an epoch'),
  keepCheckpoints: z
    .int()
    .min(1)
    .max(1000)
    .default(2)
    .describe('how many of the newest checkpoints are kept'),
};
