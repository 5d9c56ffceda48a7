/** What `verify` and `bench` print with `--json`. */
import { z } from 'zod';

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
  seconds: z.strictObject({ alphaStep: spread, meanShift: spread, weightStep: spread, fullStep: spread }),
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
