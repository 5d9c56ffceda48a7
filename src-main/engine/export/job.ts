/** What the export command is given: one JSON object. */
import { z } from 'zod';
import { exportOptionsSchema, untrainedNetworkSchema } from '../../../src-shared/run/exportReport.ts';

export const exportJobSchema = z.strictObject({
  source: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('trained'),
      folder: z.string().describe('of an evaluation'),
      checkpoint: z.string().optional().describe('a file; without it the newest'),
    }),
    z.strictObject({
      kind: z.literal('untrained'),
      genotype: z.string(),
      network: untrainedNetworkSchema,
    }),
  ]),
  options: exportOptionsSchema.required({ name: true }),
  out: z.string().describe('absolute path of the folder'),
  datasets: z.string().describe('where the data sets lie'),
  version: z.string().describe("Plateau's"),
  python: z
    .strictObject({
      program: z.string(),
      torch: z.string().nullable().describe('the version of PyTorch it imports'),
      skipped: z.string().nullable().describe('why PyTorch does not check'),
    })
    .describe('the Python that runs the exported module'),
});
export type ExportJob = z.infer<typeof exportJobSchema>;
export type ExportSource = ExportJob['source'];
