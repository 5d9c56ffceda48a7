/**
 * The configuration of an evaluation: a genotype's network trained from scratch. One zod field a knob,
 * as in `config.ts`; the defaults are those of DARTS's and the MS-DARTS authors' `train.py` for CIFAR-10.
 */
import { z } from 'zod';
import { datasetKnob, seedKnob } from './commonKnobs.ts';

export const evalConfigSchema = z.strictObject({
  kind: z.literal('evaluation'),
  name: z.string().max(200).default('').describe('name shown in lists; empty: made from the genotype'),
  genotype: z.string().min(1).max(20_000).describe("the genotype, in the authors' notation"),
  origin: z
    .string()
    .max(200)
    .default('')
    .describe('where the genotype is from: a run and epoch, a published name; empty: edited by hand'),
  method: z.string().max(100).default('').describe('search method the genotype was found with'),
  space: z.string().max(100).default('').describe('search space the genotype was found in'),
  dataset: datasetKnob,
  seed: seedKnob,
  channels: z.int().min(2).max(512).default(36).describe('channels C of the first cells'),
  layers: z.int().min(3).max(50).default(20).describe('cells L; reductions at L//3 and 2·L//3'),
  batch: z
    .int()
    .min(2)
    .max(4096)
    .default(96)
    .describe('images per batch (DARTS 96; the code of MS-DARTS 48)'),
  epochs: z.int().min(1).max(10000).default(600).describe('epochs E'),
  learningRate: z.number().gt(0).max(10).default(0.025).describe('SGD learning rate at the start'),
  momentum: z.number().min(0).lt(1).default(0.9).describe('SGD momentum'),
  weightDecay: z.number().min(0).max(1).default(3e-4).describe('L2 weight decay'),
  gradClip: z.number().gt(0).max(1e6).default(5).describe('largest norm of the gradient'),
  auxiliary: z.boolean().default(true).describe('auxiliary head after cell 2·L//3'),
  auxiliaryWeight: z.number().min(0).max(10).default(0.4).describe('weight of the auxiliary loss'),
  dropPath: z.number().min(0).lt(1).default(0.2).describe('drop path probability at the last epoch'),
  cutout: z.boolean().default(true).describe('cutout of the training images'),
  cutoutLength: z.int().min(1).max(512).default(16).describe('side of the cut square, pixels'),
});
export type EvalConfig = z.infer<typeof evalConfigSchema>;
export type EvalConfigInput = z.input<typeof evalConfigSchema>;
