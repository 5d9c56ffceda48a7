/** What a checkpoint of an evaluation holds beside the tensors. */
import { z } from 'zod';
import { evalConfigSchema } from '../../../src-shared/run/evalConfig.ts';
import { numberOrNotFinite } from '../../../src-shared/run/events.ts';
import { positionSchema } from '../run/checkpoint.ts';

export const evaluationCheckpointSchema = z.strictObject({
  ...positionSchema.shape,
  config: evalConfigSchema,
  configDigest: z.string(),
  epochs: z
    .array(
      z.strictObject({ testAccuracy: numberOrNotFinite, validationAccuracy: numberOrNotFinite.optional() }),
    )
    .describe('finished epochs'),
});
export type EvaluationCheckpoint = z.infer<typeof evaluationCheckpointSchema>;
