/** What the engine's commands print with `--json`. */
import { z } from 'zod';
import { searchConfigSchema } from './config.ts';

const measuredNumber = z.number();

export const quantityReportSchema = z.strictObject({
  name: z.string(),
  maxAbs: measuredNumber.nullable().describe('largest |result − golden|; null: not finite'),
  maxRel: measuredNumber.nullable().describe('maxAbs as part of the largest golden magnitude'),
  tolerance: measuredNumber.describe('largest maxAbs that passes'),
  pass: z.boolean(),
});
export type QuantityReport = z.infer<typeof quantityReportSchema>;

export const caseReportSchema = z.strictObject({
  name: z.string(),
  kind: z.string(),
  status: z.enum(['pass', 'fail', 'unsupported']).describe('unsupported: nothing of it can be computed yet'),
  quantities: z.array(quantityReportSchema),
  unsupported: z.array(z.string()).describe('what this version cannot compute: neither passed nor failed'),
  problems: z.array(z.string()).describe('missing or extra tensors, unreadable files'),
});
export type CaseReport = z.infer<typeof caseReportSchema>;

export const verifyReportSchema = z.strictObject({
  pass: z.boolean(),
  precision: z.enum(['float32', 'float64']),
  cases: z.array(caseReportSchema),
});
export type VerifyReport = z.infer<typeof verifyReportSchema>;

const spread = z.strictObject({ min: z.number(), median: z.number() });

export const benchStepReportSchema = z.strictObject({
  config: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  seconds: z.strictObject({
    alphaStep: spread.optional().describe('absent where the method takes none'),
    meanShift: spread.optional().describe('the perturbation of A; absent where the method has none'),
    weightStep: spread,
    fullStep: spread,
  }),
  firstCallSeconds: z.number().describe('building, loading and the first full step'),
  nodes: z.int(),
  maxRssMiB: z.number().describe('VmHWM of the process, data and build included'),
});
export type BenchStepReport = z.infer<typeof benchStepReportSchema>;

export const benchCurvatureReportSchema = z.strictObject({
  config: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  seconds: z.strictObject({ product: spread, lambdaMax: spread }),
  firstCallSeconds: z.number().describe('building, loading and the first product'),
  iterations: z.int(),
  lambdaMax: z.number(),
  residual: z.number(),
  nodes: z.int(),
  maxRssMiB: z.number(),
});
export type BenchCurvatureReport = z.infer<typeof benchCurvatureReportSchema>;

export const benchEvaluationReportSchema = z.strictObject({
  config: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  network: z.strictObject({
    parameters: z.int().describe('without the auxiliary head'),
    auxiliaryParameters: z.int().describe('of the auxiliary head; 0: none'),
  }),
  seconds: z.strictObject({
    step: spread.describe('one training step, drop path at its full probability'),
    forward: spread.describe('testing a batch'),
  }),
  firstCallSeconds: z.number().describe('building, loading and the first step'),
  nodes: z.int(),
  maxRssMiB: z.number().describe('VmHWM of the process after the steps, data and build included'),
});
export type BenchEvaluationReport = z.infer<typeof benchEvaluationReportSchema>;

export const benchViewsReportSchema = z.strictObject({
  settings: z.strictObject({
    runs: z.int(),
    epochs: z.int().describe('of each run'),
    overlay: z.int().describe('curves of the comparison'),
    rounds: z.int(),
    browser: z.string(),
  }),
  seconds: z.strictObject({
    load: spread.describe('from the start of loading the page to the table of all runs'),
    home: spread.describe('from another view to the table of all runs'),
    overlay: spread.describe('from the table of runs to the chart and legend of the comparison'),
  }),
  scroll: z.strictObject({
    frames: z.int(),
    seconds: z
      .strictObject({ median: z.number(), p95: z.number(), longest: z.number() })
      .describe('between two frames while the table is scrolled from top to end'),
  }),
});
export type BenchViewsReport = z.infer<typeof benchViewsReportSchema>;

export const spectrumReportSchema = z.strictObject({
  run: z.string(),
  step: z.int(),
  epoch: z.int().describe('epochs done'),
  over: z.enum(['alpha', 'A']),
  eigenvalues: z.array(z.number()).describe('all eigenvalues of the Hessian, ascending'),
  asymmetry: z.number().describe('largest |H − Hᵀ| of the rounded products'),
  seconds: z.number(),
});
export type SpectrumReport = z.infer<typeof spectrumReportSchema>;

export const estimateReportSchema = z.strictObject({
  config: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  device: z.strictObject({
    kind: z.enum(['CPU', 'GPU']),
    name: z.string(),
    threads: z.int().min(1).describe('operations that run at a time'),
    memoryMiB: z.number().nullable().describe('of the GPU on a GPU; null: not known'),
  }),
  network: z.strictObject({
    parameters: z.int(),
    nodes: z.int().describe('in the graph and in all programs'),
  }),
  epochs: z.int(),
  alphaStartEpoch: z.int().describe('epochs before the first one with α steps'),
  stepsPerEpoch: z.int(),
  seconds: z.strictObject({
    step: z.number().describe('with its α step'),
    stepWithoutAlpha: z.number(),
    epoch: z.number().describe('steps with α, validation, λ_max'),
    epochWithoutAlpha: z.number(),
    validation: z.number().describe('after each epoch'),
    curvature: z.number().describe('λ_max after each epoch; 0: not measured'),
    firstCall: z.number().describe('building, loading and the first step'),
    total: z.number().describe('the whole run'),
  }),
  stages: z
    .array(
      z.strictObject({
        epochs: z.int(),
        layers: z.int(),
        partialChannels: z.int(),
        seconds: z.number().describe('built and searched'),
      }),
    )
    .optional()
    .describe('where there are several; `seconds` but its total is of the first'),
  memoryMiB: z.number().describe('most of it at any moment, on the device'),
  tensorsMiB: z.number().describe('the part of it that the tensors of a step take'),
  fits: z.boolean().describe('false: the device has less memory'),
  advice: z
    .array(
      z.strictObject({
        change: z.partialRecord(z.enum(['memory', 'batch', 'channels']), z.union([z.string(), z.number()])),
        memoryMiB: z.number().describe('with this change'),
      }),
    )
    .describe('changes with which the search fits, the mildest first'),
  assumed: z.array(z.string()).describe('what the estimate takes for granted'),
});
export type EstimateReport = z.infer<typeof estimateReportSchema>;

/** What is raced at a config; all in seconds but the memory. */
export const PEER_QUANTITIES = [
  'fullStep',
  'alphaStep',
  'meanShift',
  'weightStep',
  'evaluationStep',
  'peakMemory',
  'lambdaMax',
  'lambdaMaxCold',
] as const;
export type PeerQuantity = (typeof PEER_QUANTITIES)[number];

/** Who races: Plateau, and PyTorch in two ways. */
export const PEER_SIDES = ['plateau', 'tuned', 'published'] as const;
export type PeerSide = (typeof PEER_SIDES)[number];

export const PEER_CONFIGS = ['A', 'B', 'C', 'D', 'E'] as const;
export type PeerConfig = (typeof PEER_CONFIGS)[number];

const racer = { config: z.enum(PEER_CONFIGS), side: z.enum(PEER_SIDES), round: z.int().min(1) };

export const benchPeersReportSchema = z.strictObject({
  date: z.iso.datetime(),
  complete: z.boolean().describe('false: interrupted or still racing'),
  machine: z.strictObject({ processor: z.string(), memory: z.string() }),
  versions: z.strictObject({
    plateau: z.string(),
    node: z.string(),
    tensorflow: z.string().nullable(),
    torch: z.string().nullable(),
  }),
  settings: z.strictObject({
    configs: z.array(z.enum(PEER_CONFIGS)),
    rounds: z.int().min(1),
    steps: z.int().min(1).describe('timed calls of each quantity in a round; their minimum counts'),
    threads: z.int().min(1),
    memory: searchConfigSchema.shape.memory,
  }),
  skipped: z.string().nullable().describe('why PyTorch does not race'),
  measurements: z.array(
    z.strictObject({
      ...racer,
      values: z
        .partialRecord(z.enum(PEER_QUANTITIES), z.number())
        .describe(
          'peakMemory in MiB, else s; lambdaMaxCold: with building, loading and the first product; PyTorch: the full Hessian',
        ),
    }),
  ),
  problems: z.array(z.strictObject({ ...racer, message: z.string() })),
  comparisons: z.array(
    z.strictObject({
      config: z.enum(PEER_CONFIGS),
      quantity: z.enum(PEER_QUANTITIES),
      peer: z.enum(PEER_SIDES).exclude(['plateau']),
      ratio: z.number().describe('PyTorch ÷ Plateau, of the minima over all rounds'),
      part: z.number().describe('Plateau ÷ PyTorch, of the minima over all rounds'),
      low: z.number().describe('smallest ratio of one round'),
      high: z.number().describe('largest ratio of one round'),
    }),
  ),
});
export type BenchPeersReport = z.infer<typeof benchPeersReportSchema>;
export type PeerMeasurement = BenchPeersReport['measurements'][number];
export type PeerComparison = BenchPeersReport['comparisons'][number];
