/** What an export is asked for, and what it reports: the files and how they were checked. */
import { z } from 'zod';
import { seedKnob } from './commonKnobs.ts';
import { evalConfigSchema, STEMS } from './evalConfig.ts';

export const EXPORT_FORMATS = ['pytorch', 'onnx', 'savedmodel', 'json'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Largest difference of logits, as part of the largest logit, with which an export is kept. */
export const EXPORT_TOLERANCE = 1e-4;

const { channels, layers, stem } = evalConfigSchema.shape;

/** The network of a genotype that was not trained; an evaluation brings its own. */
export const untrainedNetworkSchema = z
  .strictObject({
    channels,
    layers,
    stem,
    classes: z.int().min(2).max(65_536).default(10).describe('how many classes'),
    size: z.int().min(8).max(1024).default(32).describe('height and width of an image, pixels'),
    seed: seedKnob,
  })
  .superRefine((network, context) => {
    if (network.channels % 2 !== 0)
      context.addIssue({
        code: 'custom',
        path: ['channels'],
        message: `channels must be even, got ${network.channels}`,
      });
  });
export type UntrainedNetwork = z.infer<typeof untrainedNetworkSchema>;

/** How an export is written and checked, whatever is exported. */
export const exportOptionsSchema = z.strictObject({
  formats: z
    .array(z.enum(EXPORT_FORMATS))
    .min(1)
    .default([...EXPORT_FORMATS]),
  name: z
    .string()
    .max(200)
    .optional()
    .describe('the files are named by it; absent: made from what is exported'),
  force: z
    .boolean()
    .default(false)
    .describe('also into a folder that holds something, replacing files of the same names'),
  images: z.int().min(1).max(10_000).default(256).describe('images on which the logits are compared'),
});
export type ExportOptions = z.infer<typeof exportOptionsSchema>;

export const exportReportSchema = z.strictObject({
  pass: z.boolean().describe('false: logits differ by more than the tolerance, and nothing was written'),
  folder: z.string(),
  files: z.array(
    z.strictObject({
      format: z.enum(EXPORT_FORMATS),
      path: z.string().describe('relative to the folder'),
      bytes: z.int(),
    }),
  ),
  network: z.strictObject({
    name: z.string(),
    genotype: z.string(),
    channels: z.int(),
    layers: z.int(),
    stem: z.enum(STEMS),
    classes: z.int(),
    height: z.int(),
    width: z.int(),
    inputChannels: z.int(),
    parameters: z.int().describe('without the auxiliary head, which is not exported'),
    macs: z.int().describe('multiply–adds for one image'),
  }),
  weights: z.strictObject({
    trained: z.boolean(),
    about: z.string().describe('where they are from, as a sentence'),
    checkpoint: z.string().nullable().describe('the file they were read from; null: initialised'),
    step: z.int().describe('weight steps done'),
    epochs: z.int().describe('epochs done'),
    seed: z.int(),
  }),
  images: z.strictObject({
    count: z.int(),
    source: z.string().describe('data set whose first test images they are; "random": drawn from the seed'),
  }),
  tolerance: z.number(),
  largestLogit: z.number().describe("largest |logit| of the engine's"),
  accuracy: z.number().nullable().describe('of the engine on the images; null: they have no labels'),
  checks: z.array(
    z.strictObject({
      format: z.enum(EXPORT_FORMATS),
      by: z.string().describe('the program that ran the exported network'),
      status: z.enum(['same', 'different', 'failed', 'skipped']),
      maxAbs: z.number().nullable().describe("largest |logit − the engine's|"),
      maxRel: z.number().nullable().describe('maxAbs as part of largestLogit'),
      accuracy: z.number().nullable(),
      reason: z.string().nullable().describe('why it failed or was skipped'),
    }),
  ),
});
export type ExportReport = z.infer<typeof exportReportSchema>;
export type ExportCheck = ExportReport['checks'][number];
