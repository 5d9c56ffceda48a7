/** The supernet that a configuration asks for. */
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import { spaceOf } from '../../../src-shared/space/spaceOf.ts';
import { METHODS } from '../methods/registry.ts';
import type { ImageShape } from '../dataset/datasetInfo.ts';
import type { ActiveOperations, SupernetSpec } from '../supernet/spec.ts';

export function supernetSpec(
  config: SearchConfig,
  { height, width, channels: inputChannels }: ImageShape,
  classes: number,
  active?: ActiveOperations,
): SupernetSpec {
  const { channels, layers, partialChannels, edgeNormalisation, auxiliarySkip, batchNormMomentum } = config;
  const space = spaceOf(config);
  const sizes = {
    channels,
    layers,
    height,
    width,
    inputChannels,
    classes,
    batchNormMomentum,
  };
  if (space.kind !== 'cell') return { space, ...sizes };
  return {
    space,
    ...sizes,
    partial: partialChannels,
    edgeLogits: edgeNormalisation,
    auxiliarySkip: auxiliarySkip > 0,
    ...METHODS[config.method].structure?.(config),
    ...(active ? { active } : {}),
  };
}
