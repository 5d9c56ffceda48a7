/** What the host says about a run: the rows of lists and tables, and the details of one run. */
import { z } from 'zod';
import { runConfigSchema } from '../run/runConfig.ts';
import { numberOrNotFinite, runEventSchema } from '../run/events.ts';

/**
 * queued: waits for a device. running: its process lives. paused: checkpoint written, process ended,
 * keeps its place in the queue. stopped: the same, left the queue. finished: has its genotype. failed:
 * ended with an error of its own. lost: its process is gone without a last word.
 */
export const RUN_STATES = ['queued', 'running', 'paused', 'finished', 'stopped', 'failed', 'lost'] as const;
export const runStateSchema = z.enum(RUN_STATES);
export type RunState = (typeof RUN_STATES)[number];

/** A test accuracy, the epoch it is of, and the rule that chose the epoch. */
export const resultSchema = z.strictObject({
  accuracy: numberOrNotFinite,
  epoch: z.int(),
  rule: z.string(),
});
export type EvaluationResult = z.infer<typeof resultSchema>;

export const runSummarySchema = z.strictObject({
  id: z.string().describe('ULID: sorts by the time of creation'),
  folder: z.string(),
  name: z.string(),
  kind: z.string(),
  method: z.string(),
  methodLabel: z
    .string()
    .describe('the method with what it is composed with: `MS-DARTS + partial channels 4`'),
  space: z.string(),
  dataset: z.string(),
  seed: z.int(),
  group: z.string().describe('equal for runs that differ only in the seed (and the name)'),
  state: runStateSchema,
  reason: z.string().nullable().describe('why it failed, is lost or waits'),
  created: z.string().describe('ISO 8601'),
  updated: z.string().nullable().describe('time of the last event, ISO 8601'),
  device: z.string().nullable(),
  epochs: z.int().describe('epochs planned'),
  epochsDone: z.int(),
  steps: z.int().describe('weight steps done'),
  stepsPerEpoch: z.int().nullable(),
  bestAccuracy: z
    .number()
    .nullable()
    .describe('best so far: validation accuracy of the supernet; test accuracy of an evaluation'),
  bestEpoch: z.int().nullable(),
  lastAccuracy: numberOrNotFinite.nullable(),
  lambdaMax: numberOrNotFinite.nullable().describe('λ_max after the last epoch that has it'),
  genotype: z.string().nullable().describe('the genotype the run ended with'),
  result: resultSchema.nullable().describe('the number a finished evaluation reports'),
  parameters: z.int().nullable().describe('parameters of the supernet'),
  shortened: z.array(z.string()).describe('knobs that shorten this run'),
  offset: z.int().min(0).describe('bytes of events.jsonl that this summary accounts for'),
  tags: z.array(z.string()),
  notes: z.string().describe('Markdown'),
  archived: z.boolean(),
});
export type RunSummary = z.infer<typeof runSummarySchema>;

/** The numbers of an epoch that tables and charts of a run show. */
export const EPOCH_QUANTITIES = [
  'trainLoss',
  'trainAccuracy',
  'validationLoss',
  'validationAccuracy',
  'discreteLoss',
  'discreteAccuracy',
  'epsilon',
  'learningRate',
  'entropyNormal',
  'entropyReduce',
  'entropyOperations',
  'entropyInputs',
  'entropyOutput',
  'skipsNormal',
  'skipsReduce',
  'lambdaMax',
  'lambdaMin',
  'seconds',
  'testLoss',
  'testAccuracy',
  'testTop5',
  'dropPath',
  'imagesPerSecond',
  'dataWait',
] as const;
export type EpochQuantity = (typeof EPOCH_QUANTITIES)[number];

export const epochRowSchema = z.strictObject({
  epoch: z.int(),
  step: z.int(),
  genotype: z.string().nullable(),
  values: z.partialRecord(z.enum(EPOCH_QUANTITIES), numberOrNotFinite),
});
export type EpochRow = z.infer<typeof epochRowSchema>;

export const runDetailSchema = z.strictObject({
  run: runSummarySchema,
  config: runConfigSchema,
  epochs: z.array(epochRowSchema),
});
export type RunDetail = z.infer<typeof runDetailSchema>;

const pointSchema = z.strictObject({
  step: z.int(),
  epoch: z.int().nullable(),
  value: numberOrNotFinite,
});
export type SeriesPoint = z.infer<typeof pointSchema>;

export const seriesSchema = z.strictObject({ name: z.string(), points: z.array(pointSchema) });
export type Series = z.infer<typeof seriesSchema>;

export const runEventsSchema = z.strictObject({
  events: z.array(runEventSchema),
  next: z.int().min(0).describe('where to go on reading, bytes of events.jsonl'),
  run: runSummarySchema,
});

/** One run's curve, thinned to what a screen can show; smoothed before it was thinned. */
export const curveSchema = z.strictObject({
  run: z.string(),
  points: z.array(pointSchema),
  smooth: z.array(pointSchema).describe('empty without smoothing'),
});
export type Curve = z.infer<typeof curveSchema>;

/** Mean and sample standard deviation over runs, at the steps that at least one of them has. */
export const bandSchema = z.strictObject({
  runs: z.array(z.string()),
  points: z.array(
    z.strictObject({
      step: z.int(),
      epoch: z.int().nullable(),
      mean: z.number(),
      std: z.number().nullable().describe('null for a single run'),
      n: z.int().min(1).describe('runs that have this step'),
    }),
  ),
});
export type Band = z.infer<typeof bandSchema>;
