/** Knobs of single methods, and of the parts that any method can be composed with. */
import { z } from 'zod';

/** Numbers with commas between them. */
function numberList(doc: string, fallback: string) {
  return z
    .string()
    .regex(
      /^(\d+(\.\d+)?(e-?\d+)?(,\d+(\.\d+)?(e-?\d+)?)*)?$/u,
      'numbers with commas between them, e.g. 5,11,17',
    )
    .default(fallback)
    .describe(doc);
}

/** The numbers of a `numberList` knob. */
export function listed(text: string): number[] {
  return text === '' ? [] : text.split(',').map(Number);
}

/** What the supernet is made of: goes with every method. */
export const structureKnobs = {
  partialChannels: z
    .int()
    .min(1)
    .max(64)
    .default(1)
    .describe('partial channels K: only 1/K of the channels pass the operations (pc-darts: 4); 1: all'),
  edgeNormalisation: z
    .boolean()
    .default(false)
    .describe('a learned weight for each edge beside those of its operations (pc-darts)'),
  auxiliarySkip: z
    .number()
    .min(0)
    .max(10)
    .default(0)
    .describe(
      'weight of an extra skip connection on each edge, falling to 0 over the epochs (darts-minus: 1)',
    ),
  dropPath: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .describe('probability that an image misses an edge, rising to this over the epochs (r-darts-dp)'),
  skipDropout: numberList(
    'dropout after skip connections at the start of each stage (p-darts: 0.1,0.4,0.7)',
    '',
  ),
  grid: z
    .enum(['none', 'dropPath', 'weightDecay'])
    .default('none')
    .describe('searches one after the other with each of the grid values; the best by validation is kept'),
  gridValues: numberList('values of the grid', ''),
};

/** How a stop rule acts, and the selection by perturbation: go with every method. */
export const ruleKnobs = {
  stopAction: z
    .enum(['end', 'regularise'])
    .default('end')
    .describe(
      'stop rule eigenvalue: end the search, or go back to the chosen epoch with stopDecayFactor times the weight decay (darts-ada)',
    ),
  stopDecayFactor: z
    .number()
    .gt(1)
    .max(1000)
    .default(10)
    .describe('stopAction regularise: factor on the weight decay'),
  stopDecayMost: z
    .number()
    .gt(0)
    .max(1)
    .default(0.03)
    .describe('stopAction regularise: the weight decay is not raised beyond this'),
  tuneEvery: z
    .int()
    .min(1)
    .max(1000)
    .default(5)
    .describe('select perturbation: epochs of training between two decisions'),
  tuneCriterion: z
    .enum(['accuracy', 'loss'])
    .default('accuracy')
    .describe('select perturbation: what an operation is judged by when it is left out'),
};

export const methodKnobs = {
  betaWeight: z
    .number()
    .min(0)
    .max(1e4)
    .default(50)
    .describe('beta-darts: weight of the regulariser at the end of its ramp from 0 over the epochs'),
  temperature: z
    .number()
    .gt(0)
    .max(1e4)
    .default(10)
    .describe('gdas: temperature τ of the Gumbel softmax at epoch 0'),
  temperatureMin: z.number().gt(0).max(1e4).default(0.1).describe('gdas: temperature τ at the last epoch'),
  gumbelGradient: z
    .enum(['selected', 'full'])
    .default('selected')
    .describe(
      'gdas: weights that take a gradient: of the chosen operation (NASNet code) or of all (NAS-Bench-201 code)',
    ),
  nesterov: z.boolean().default(false).describe('Nesterov momentum of the weights (gdas)'),
  zeroOneWeight: z.number().min(0).max(1e4).default(10).describe('fair-darts: weight of the zero-one loss'),
  zeroOneLoss: z.enum(['l2', 'l1']).default('l2').describe('fair-darts: form of the zero-one loss'),
  edgeThreshold: z
    .number()
    .min(0)
    .max(1)
    .default(0.85)
    .describe('fair-darts: an edge whose weight is below it is dropped from the genotype'),
  sgasCriterion: z
    .union([z.literal(1), z.literal(2)])
    .default(1)
    .describe('sgas: 1 importance and certainty of an edge; 2 its stability as well'),
  sgasStart: z.int().min(0).max(10000).default(9).describe('sgas: epoch of the first decision'),
  sgasEvery: z.int().min(1).max(1000).default(5).describe('sgas: epochs between two decisions'),
  sgasBatchGrowth: z
    .int()
    .min(0)
    .max(1000)
    .default(8)
    .describe('sgas: images added to the batch at a decision'),
  discreteWeight: z.number().min(0).max(1e3).default(0.1).describe('da2s: weight of the discretisation loss'),
  discreteRamp: z
    .enum(['constants', 'scaled'])
    .default('constants')
    .describe(
      'da2s: ramps of its loss and start of the alphas by the constants of its 50 epochs, or at the same parts of a search of any length',
    ),
  lambdaWeight: z
    .number()
    .min(0)
    .max(1e3)
    .default(0.125)
    .describe('lambda-darts: weight of the layer alignment at the last epoch'),
  lambdaReach: z
    .number()
    .gt(0)
    .max(1)
    .default(1e-4)
    .describe('lambda-darts: step ε₀ of the finite difference'),
  lambdaForm: z
    .enum(['corr', 'signcorr'])
    .default('corr')
    .describe('lambda-darts: alignment by cosine or by signs'),
  olesForm: z
    .enum(['definition', 'code'])
    .default('definition')
    .describe(
      'oles: agreement of gradients by its definition, or as the reference code computes it, on which its threshold stands',
    ),
  olesThreshold: z
    .number()
    .min(-1)
    .max(1)
    .default(0.4)
    .describe('oles: an operation whose mean gradient agreement is below it stops learning'),
  olesWindow: z
    .int()
    .min(1)
    .max(10000)
    .default(20)
    .describe('oles: steps that the agreement is averaged over'),
  dirichletWeight: z
    .number()
    .min(0)
    .max(1e3)
    .default(1e-3)
    .describe('drnas: weight of the distance to the even Dirichlet'),
  dirichletDistance: z.enum(['kl', 'l2']).default('l2').describe('drnas: the distance'),
  stageLayers: numberList('p-darts: cells of the supernet in each stage (5,11,17)', ''),
  stageOperations: numberList('p-darts, drnas: operations kept on an edge after each stage (5,3,1)', ''),
  stagePartial: numberList('drnas: partial channels K of each stage (6,4)', ''),
  skipLimit: z
    .int()
    .min(0)
    .max(8)
    .default(2)
    .describe('p-darts: most skip connections of the normal cell that the genotype keeps'),
  candidates: z
    .int()
    .min(1)
    .max(10000)
    .default(10)
    .describe('random: random architectures that are compared after each epoch'),
};
