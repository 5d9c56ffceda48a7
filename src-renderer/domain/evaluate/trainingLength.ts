/** How many steps an evaluation trains. */
import type { EvalConfig } from '../../../src-shared/run/evalConfig.ts';

type Length = Pick<EvalConfig, 'stepsPerEpoch' | 'batch' | 'holdOut' | 'epochs'>;

/** Steps of an epoch of `train` images, whole batches only; undefined where the data set is not known or holds no batch. */
export function trainingLength(
  { stepsPerEpoch, batch, holdOut }: Length,
  train: number | undefined,
): { readonly perEpoch: number } | undefined {
  if (stepsPerEpoch > 0) return { perEpoch: stepsPerEpoch };
  const whole = train === undefined ? 0 : Math.floor((train - holdOut) / batch);
  return whole > 0 ? { perEpoch: whole } : undefined;
}
