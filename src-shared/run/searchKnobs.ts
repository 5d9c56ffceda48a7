/**
 * The knobs of a search. One zod field a knob: its `describe` line is the doc line of the
 * command-line flag, the form field and the docs; its default is what the MS-DARTS authors' code does.
 * What makes no sense together stands in `refusals.ts`, named settings with their source in `presets.ts`, what
 * changes over the epochs in `schedules.ts`.
 */
import { z } from 'zod';
import { methodKnobs, ruleKnobs, structureKnobs } from '../methods/methodKnobs.ts';
import { METHOD_NAMES } from '../methods/names.ts';
import { SEARCH_SPACE_NAMES } from '../space/searchSpaces.ts';
import {
  checkpointKnobs,
  cutoutLengthKnob,
  datasetKnob,
  engineKnobs,
  imageKnobs,
  layersKnob,
  seedKnob,
  sgdKnobs,
} from './commonKnobs.ts';

export const searchKnobs = z.strictObject({
  kind: z.literal('search').default('search'),
  name: z
    .string()
    .max(200)
    .default('')
    .describe('name shown in lists; empty: made from method, space and data set'),
  method: z.enum(METHOD_NAMES).default('ms-darts').describe('search method'),
  space: z.enum(SEARCH_SPACE_NAMES).default('s5').describe('search space'),
  dataset: datasetKnob,
  seed: seedKnob,
  ...engineKnobs,

  channels: z.int().min(2).max(256).default(16).describe('channels C of the first cells; must be even'),
  layers: layersKnob.default(8).describe('cells L of the supernet; reductions at L//3 and 2·L//3'),
  batch: z.int().min(2).max(4096).default(64).describe('images per batch, for both halves'),
  epochs: z.int().min(1).max(10000).default(40).describe('epochs E'),
  stepsPerEpoch: z.int().min(0).default(0).describe('weight steps per epoch; 0: the whole training half'),
  validationImages: z
    .int()
    .min(0)
    .default(0)
    .describe('images of the validation half measured after an epoch; 0: all'),
  trainFraction: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.5)
    .describe('part of the training set for the weights; the rest drives the alphas'),
  alphaStartEpoch: z
    .int()
    .min(0)
    .default(5)
    .describe('first epoch with alpha steps (weights only before it)'),

  ...sgdKnobs,
  learningRateMin: z
    .number()
    .min(0)
    .max(10)
    .default(0.001)
    .describe('SGD learning rate at the end of the cosine'),
  learningRateShift: z
    .union([z.literal(0), z.literal(1)])
    .default(0)
    .describe(
      "epoch offset of the cosine: 0 cosine(e); 1 cosine(e+1), what the authors' code does on a current PyTorch",
    ),
  batchNormMomentum: z
    .number()
    .gt(0)
    .max(1)
    .default(0.1)
    .describe(
      "how much a batch counts in batch norm's running statistics; nb1shot1: 0.997 in the authors' code (0.003 was meant)",
    ),
  alphaOrder: z
    .enum(['first', 'second'])
    .default('first')
    .describe('order of the alpha gradient; second: through one weight step ahead (unrolled)'),
  alphaLearningRate: z.number().gt(0).max(10).default(3e-4).describe('Adam learning rate of the alphas'),
  alphaBeta1: z.number().min(0).lt(1).default(0.5).describe('Adam beta 1 of the alphas'),
  alphaBeta2: z.number().min(0).lt(1).default(0.999).describe('Adam beta 2 of the alphas'),
  alphaWeightDecay: z
    .number()
    .min(0)
    .max(1)
    .default(1e-3)
    .describe('L2 weight decay added to the alpha gradient'),

  ...imageKnobs,
  cutout: z
    .enum(['off', 'constant', 'ramp', 'auto'])
    .default('auto')
    .describe(
      'cutout: off; constant probability; probability ramped over the epochs; auto: constant on s1–s4, off on the others',
    ),
  cutoutLength: cutoutLengthKnob,
  cutoutProbability: z
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe('probability of a cut (at the end of the ramp)'),

  curvature: z
    .enum(['epoch', 'off'])
    .default('epoch')
    .describe('λ_max of the validation loss after each epoch'),
  curvatureOver: z
    .enum(['alpha', 'A'])
    .default('alpha')
    .describe('what λ_max is taken over: alpha through the softmax (authors) or A'),
  curvatureIterations: z.int().min(2).max(500).default(20).describe('most Lanczos iterations for λ_max'),
  curvatureTolerance: z
    .number()
    .gt(0)
    .max(1)
    .default(1e-3)
    .describe('relative residual at which Lanczos stops'),

  select: z
    .enum(['best-validation', 'last', 'epoch', 'perturbation'])
    .default('best-validation')
    .describe(
      "which epoch's genotype the run ends with (best-validation leaves out the epochs before alpha steps); perturbation: operations are fixed one by one, those whose loss hurts most (darts-pt)",
    ),
  selectEpoch: z.int().min(0).default(0).describe('the epoch for `select epoch` (0-based)'),
  stopRule: z
    .enum(['none', 'eigenvalue', 'skips', 'ranking'])
    .default('none')
    .describe(
      'ends the search early: eigenvalue, when λ_max rises (DARTS-ES); skips, when the normal cell has maxSkips skip connections, or ranking, when the order of the operations with weights stays (DARTS+)',
    ),
  stopFactor: z
    .number()
    .gt(1)
    .max(100)
    .default(1.3)
    .describe('stop rule eigenvalue: rise of the mean λ_max over eight epochs that ends the search'),
  stopStart: z
    .int()
    .min(0)
    .max(10000)
    .default(10)
    .describe('stop rule eigenvalue: first epoch whose genotype may be taken'),
  maxSkips: z
    .int()
    .min(1)
    .max(8)
    .default(2)
    .describe('stop rule skips: skip connections of the normal cell that end the search'),
  stopPatience: z
    .int()
    .min(2)
    .max(1000)
    .default(10)
    .describe('stop rule ranking: epochs in a row with the same order'),
  ...checkpointKnobs,

  epsilon: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe('radius ε of the perturbation of A (method default: ms-darts 0.25, sdarts 0.3)'),
  epsilonStart: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe('ε at epoch 0 (method default: ms-darts ε/10, sdarts 0.03)'),
  samples: z.int().min(1).max(64).default(3).describe('mean shift: samples N per iteration'),
  iterations: z.int().min(1).max(32).default(2).describe('mean shift: iterations T'),
  bandwidth: z.number().gt(0).max(100).default(1).describe('mean shift: bandwidth h of the Gaussian kernel'),
  shiftBatch: z
    .enum(['train', 'validation'])
    .default('train')
    .describe('mean shift: batch the samples are scored on (authors: train)'),
  shiftAverage: z
    .enum(['unclipped', 'clipped'])
    .default('unclipped')
    .describe('mean shift: which samples are averaged (authors: unclipped)'),
  project: z
    .enum(['none', 'simplex'])
    .default('none')
    .describe('mean shift: project the result back to the simplex (authors: none)'),
  attackSteps: z.int().min(1).max(100).default(7).describe('sdarts-adv: steps of projected gradient ascent'),
  ...methodKnobs,
  ...structureKnobs,
  ...ruleKnobs,
});

export type SearchConfig = z.infer<typeof searchKnobs>;
/** What may be given: every knob has a default. */
export type SearchConfigInput = z.input<typeof searchKnobs>;
