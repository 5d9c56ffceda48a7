/**
 * How NAS-Bench-1Shot1 searches (automl/nasbench-1shot1: optimizers), laid over the settings of a method in its
 * spaces. What a method keeps beside it is its own.
 */
import type { MethodName } from '../methods/names.ts';
import type { SearchConfigInput } from '../run/searchKnobs.ts';

const ALL = {
  channels: 16,
  layers: 9,
  batch: 96,
  epochs: 50,
  alphaStartEpoch: 0,
  learningRate: 0.025,
  learningRateMin: 0.001,
  alphaLearningRate: 3e-4,
  cutout: 'off',
  batchNormMomentum: 0.997,
} as const satisfies SearchConfigInput;

const OWN: Readonly<Partial<Record<MethodName, SearchConfigInput>>> = {
  // arXiv 2108.09996; the default of the authors' code is 80.
  'ms-darts': { epochs: 100 },
  'sdarts-rs': { epochs: 100 },
  'sdarts-adv': { epochs: 100 },
  gdas: { epochs: 100, temperatureMin: 1 },
};

export function nasbenchSettings(method: MethodName): SearchConfigInput {
  return { ...ALL, ...OWN[method] };
}
