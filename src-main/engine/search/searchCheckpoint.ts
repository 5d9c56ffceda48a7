/** What a checkpoint of a search holds beside the tensors: everything that an exact resume needs. */
import { z } from 'zod';
import { searchConfigSchema } from '../../../src-shared/run/config.ts';
import { numberOrNotFinite } from '../../../src-shared/run/events.ts';
import { positionSchema } from '../run/checkpoint.ts';

const json = z.json();

export const searchCheckpointSchema = z.strictObject({
  ...positionSchema.shape,
  config: searchConfigSchema,
  configDigest: z.string(),
  alphaSteps: z.int().min(0).describe('α steps since the start of the stage, or of the search'),
  lanczosStart: z.array(z.number()).optional().describe('start vector of the next λ_max'),
  epochs: z
    .array(
      z.strictObject({
        genotype: z.string(),
        validationAccuracy: numberOrNotFinite,
        lambdaMax: numberOrNotFinite.default('NaN'),
        ranking: z.string().default('').describe('what the stop rule `ranking` compares'),
      }),
    )
    .describe('finished epochs'),
  method: z
    .record(z.string(), z.unknown())
    .refine((state) => json.safeParse(state).success, 'the state of a method must survive JSON')
    .describe('what the method has to remember'),
});
export type SearchCheckpoint = z.infer<typeof searchCheckpointSchema>;
