/** What the host says about data sets, devices and the installation. */
import { z } from 'zod';

/** When the images of a folder are decoded: once, into memory in a run, or whenever a batch needs them. */
export const decodeWaySchema = z.enum(['once', 'as-needed']);
export type DecodeWay = z.infer<typeof decodeWaySchema>;

export const datasetEntrySchema = z.strictObject({
  name: z.string(),
  folder: z.string(),
  problem: z.string().nullable().describe('why it cannot be read'),
  info: z
    .strictObject({
      kind: z.string(),
      source: z.string(),
      height: z.int(),
      width: z.int(),
      channels: z.int(),
      classes: z.array(z.string()),
      train: z.int().describe('training images'),
      test: z.int().describe('test images'),
    })
    .nullable(),
});
export type DatasetEntry = z.infer<typeof datasetEntrySchema>;

export const datasetSampleSchema = z.strictObject({
  label: z.string(),
  image: z.string().startsWith('data:image/png;base64,'),
});
export type DatasetSample = z.infer<typeof datasetSampleSchema>;

export const findingSchema = z.strictObject({
  topic: z.string(),
  status: z.enum(['ok', 'warning', 'problem']),
  found: z.string(),
  remedy: z.string().optional(),
});
export type DoctorFinding = z.infer<typeof findingSchema>;

export const hardwareSchema = z.strictObject({
  time: z.string().describe('ISO 8601'),
  cpu: z.strictObject({
    model: z.string(),
    cores: z.int(),
    load: z.number().describe('busy part of all cores, 0..1'),
  }),
  memory: z.strictObject({ totalMiB: z.number(), usedMiB: z.number() }),
  gpus: z.array(
    z.strictObject({
      index: z.int(),
      name: z.string(),
      load: z.number().nullable().describe('busy part, 0..1'),
      usedMiB: z.number().nullable(),
      totalMiB: z.number().nullable(),
      temperature: z.number().nullable().describe('°C'),
    }),
  ),
  runs: z.array(
    z.strictObject({
      run: z.string(),
      device: z.string().nullable(),
      cpu: z.number().nullable().describe('cores in use'),
      memoryMiB: z.number().nullable().describe('resident memory of its process'),
    }),
  ),
});
export type Hardware = z.infer<typeof hardwareSchema>;
