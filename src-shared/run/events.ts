/**
 * What a run's process writes to `events.jsonl`, one JSON object a line: the log of truth from which
 * the store and every view are built. Not-finite numbers are written as the strings "NaN",
 * "Infinity", "-Infinity" (JSON has no word for them), so that a diverged value never becomes a gap.
 */
import { z } from 'zod';

export const numberOrNotFinite = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])]);
/** A measured number, written so that NaN and ±∞ survive JSON. */
export type Measured = z.infer<typeof numberOrNotFinite>;

/** The number as an event holds it. */
export function measured(value: number): Measured {
  if (Number.isFinite(value)) return value;
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? 'Infinity' : '-Infinity';
}

/** The number an event holds. */
export function measuredValue(value: Measured): number {
  return typeof value === 'number' ? value : Number(value);
}

const n = numberOrNotFinite;
const base = {
  time: z.string().describe('ISO 8601'),
  step: z.int().min(0).describe('weight steps done before this event'),
};
const rows = z.array(z.array(n));
/** By tensor of logits: `normal` and `reduce` in S1–S5. */
const perTensor = <T extends z.ZodType>(of: T) => z.record(z.string(), of);
const genotypeText = z.string();

export const runEventSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('started'),
    ...base,
    pid: z.int(),
    processStart: z.string(),
    host: z.string(),
    device: z.string(),
    versions: z.record(z.string(), z.string()),
  }),
  z.strictObject({
    type: z.literal('resumed'),
    ...base,
    fromStep: z.int().min(0),
    pid: z.int(),
    processStart: z.string(),
    host: z.string(),
    device: z.string(),
  }),
  z.strictObject({ type: z.literal('progress'), ...base, label: z.string(), seconds: z.number().optional() }),
  z.strictObject({
    type: z.literal('network'),
    ...base,
    parameters: z.int(),
    auxiliaryParameters: z.int().optional().describe('of the auxiliary head, not among `parameters`'),
    macs: z.int().optional().describe('multiply–adds for one image, without the auxiliary head'),
    nodes: z.int(),
    stepsPerEpoch: z.int(),
    shortened: z.array(z.string()).describe('knobs that shorten this run'),
  }),
  z.strictObject({
    type: z.literal('step'),
    ...base,
    epoch: z.int(),
    loss: n,
    accuracy: n,
    gradNorm: n,
    alphaLoss: n.optional(),
    auxiliaryLoss: n.optional().describe('of the auxiliary head, before its weight'),
    seconds: z.number(),
    dataWait: z.number(),
    learningRate: z.number(),
    epsilon: z.number().optional(),
    shift: z
      .strictObject({
        losses: rows,
        omega: rows,
        kernel: z.array(rows),
        length: z.array(n),
        distance: z.array(rows),
      })
      .optional()
      .describe(
        'mean shift: sample losses [T][N], ω [T][N], log kernel [T][N][tensor], ‖ΔA‖ per tensor (in S1–S5: cell type), ‖S − clipped sample‖ [T][N]',
      ),
  }),
  z.strictObject({
    type: z.literal('epoch'),
    ...base,
    epoch: z.int(),
    trainLoss: n,
    trainAccuracy: n,
    validationLoss: n,
    validationAccuracy: n,
    discreteLoss: n,
    discreteAccuracy: n,
    entropy: perTensor(n),
    skips: z
      .strictObject({ normal: z.int(), reduce: z.int() })
      .optional()
      .describe('skip connections of the genotype, where its space has cells of two types'),
    alphas: perTensor(rows).describe('architecture logits, [edges][operations] by cell type, or by tensor'),
    weights: perTensor(rows)
      .optional()
      .describe('mixing weights [edges][operations], where they are not softmax(alphas)'),
    edges: perTensor(z.array(n)).optional().describe('logits of the edges, where the method has them'),
    genotype: genotypeText,
    nasbench: z.strictObject({ hash: z.string() }).optional().describe('key of the cell in NAS-Bench-101'),
    epsilon: z.number().optional(),
    learningRate: z.number(),
    cutoutProbability: z.number(),
    validationImages: z.int(),
    seconds: z.number(),
    dataWait: z.number(),
    maxRssMiB: z.number(),
  }),
  z
    .strictObject({
      type: z.literal('tested'),
      ...base,
      epoch: z.int(),
      trainLoss: n.describe('mean over the steps, with the auxiliary loss'),
      trainAccuracy: n,
      testLoss: n,
      testAccuracy: n.describe('top-1'),
      testTop5: n,
      testImages: z.int(),
      validationLoss: n.optional().describe('on the held-out training images'),
      validationAccuracy: n.optional(),
      learningRate: z.number(),
      dropPath: z.number(),
      imagesPerSecond: z.number().describe('training images per second of step time'),
      seconds: z.number(),
      dataWait: z.number(),
      maxRssMiB: z.number(),
    })
    .describe('after an epoch of an evaluation'),
  z.strictObject({
    type: z.literal('curvature'),
    ...base,
    epoch: z.int(),
    lambdaMax: n,
    lambdaMin: n,
    lambdaAbsMax: n,
    iterations: z.int(),
    residual: n,
    over: z.enum(['alpha', 'A']),
    spectrum: z.array(n).optional(),
    seconds: z.number(),
  }),
  z.strictObject({
    type: z.literal('checkpoint'),
    ...base,
    epoch: z.int(),
    file: z.string(),
    reason: z.enum(['epoch', 'time', 'stop', 'pause']),
  }),
  z.strictObject({ type: z.literal('notFinite'), ...base, quantity: z.string(), value: n }),
  z.strictObject({ type: z.literal('stopped'), ...base }),
  z.strictObject({ type: z.literal('paused'), ...base }),
  z.strictObject({
    type: z.literal('finished'),
    ...base,
    genotype: genotypeText,
    selection: z.enum(['best-validation', 'best-test', 'last', 'epoch', 'stop-rule', 'perturbation']),
    selectedEpoch: z.int(),
    reason: z.string().optional().describe('what the stop rule saw'),
    testAccuracy: n.optional().describe('of an evaluation: at the selected epoch'),
  }),
  z.strictObject({ type: z.literal('failed'), ...base, message: z.string(), remedy: z.string() }),
]);

export type RunEvent = z.infer<typeof runEventSchema>;
export type RunEventOf<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>;
