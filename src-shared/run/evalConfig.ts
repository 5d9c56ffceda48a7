/**
 * The configuration of an evaluation: a genotype's network trained from scratch. One zod field a knob,
 * as in `config.ts`; the defaults are those of DARTS's `train.py` for CIFAR-10. Named settings with their
 * source stand in `evalPresets.ts`.
 */
import { z } from 'zod';
import {
  checkpointKnobs,
  cutoutLengthKnob,
  datasetKnob,
  engineKnobs,
  imageKnobs,
  seedKnob,
  sgdKnobs,
} from './commonKnobs.ts';

/** Which epoch's accuracy an evaluation reports. */
export const EVALUATION_RULES = ['last', 'best-test', 'best-validation'] as const;
export type EvaluationRule = (typeof EVALUATION_RULES)[number];

export const STEMS = ['cifar', 'imagenet'] as const;
export type Stem = (typeof STEMS)[number];

export const evalConfigSchema = z
  .strictObject({
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
    ...engineKnobs,

    channels: z.int().min(2).max(512).default(36).describe('channels C of the first cells; must be even'),
    layers: z.int().min(3).max(50).default(20).describe('cells L; reductions at L//3 and 2·L//3'),
    stem: z
      .enum(STEMS)
      .default('cifar')
      .describe('cifar: one 3×3 convolution; imagenet: three of stride 2, for large images'),
    auxiliary: z.boolean().default(true).describe('auxiliary head after cell 2·L//3, in training only'),
    auxiliaryWeight: z.number().min(0).max(10).default(0.4).describe('weight of the auxiliary loss'),
    dropPath: z
      .number()
      .min(0)
      .lt(1)
      .default(0.2)
      .describe('drop path probability at the end of its ramp from 0 over the epochs; 0: none'),

    batch: z
      .int()
      .min(2)
      .max(4096)
      .default(96)
      .describe('images per batch (DARTS 96; the code of MS-DARTS 48)'),
    epochs: z.int().min(1).max(10000).default(600).describe('epochs E'),
    stepsPerEpoch: z.int().min(0).default(0).describe('weight steps per epoch; 0: the whole training set'),
    testImages: z.int().min(0).default(0).describe('test images measured after an epoch; 0: all'),
    holdOut: z
      .int()
      .min(0)
      .default(0)
      .describe('images taken from the end of the training set to choose the epoch by; 0: none'),
    ...sgdKnobs,
    learningRateMin: z.number().min(0).max(10).default(0).describe('SGD learning rate at the end'),
    schedule: z
      .enum(['cosine', 'linear'])
      .default('cosine')
      .describe('how the learning rate falls over the epochs'),
    warmUpEpochs: z
      .int()
      .min(0)
      .max(1000)
      .default(0)
      .describe('first epochs in which the learning rate rises in equal steps to its full height'),
    labelSmoothing: z
      .number()
      .min(0)
      .lt(1)
      .default(0)
      .describe('part of the target that is spread over all classes'),

    ...imageKnobs,
    cutout: z.boolean().default(true).describe('cutout of the training images'),
    cutoutLength: cutoutLengthKnob,
    cutoutProbability: z.number().min(0).max(1).default(1).describe('probability of a cut'),
    colorJitter: z
      .number()
      .min(0)
      .max(1)
      .default(0)
      .describe(
        'random brightness, contrast and saturation by up to this part (hue by half of it), for images decoded from files; 0: none',
      ),

    select: z
      .enum(EVALUATION_RULES)
      .default('last')
      .describe(
        "which epoch's test accuracy the run reports; best-test looks at the test set to choose, as the authors' code does",
      ),
    ...checkpointKnobs,
  })
  .superRefine((config, context) => {
    const refuse = (path: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (config.channels % 2 !== 0) refuse('channels', `channels must be even, got ${config.channels}`);
    if (config.learningRateMin > config.learningRate)
      refuse(
        'learningRateMin',
        `learningRateMin ${config.learningRateMin} must not exceed learningRate ${config.learningRate}`,
      );
    if (config.warmUpEpochs >= config.epochs)
      refuse('warmUpEpochs', `warmUpEpochs must be < epochs ${config.epochs}, got ${config.warmUpEpochs}`);
    if (config.select === 'best-validation' && config.holdOut === 0)
      refuse('holdOut', 'holdOut must be > 0 for select best-validation, got 0');
  });

export type EvalConfig = z.infer<typeof evalConfigSchema>;
export type EvalConfigInput = z.input<typeof evalConfigSchema>;
