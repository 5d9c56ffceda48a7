/** What an evaluation learns, and how it begins. */
import type { ParameterList } from '../supernet/parameters.ts';
import { sizeOf } from '../tensorflow/graph.ts';
import { mapTensors, type Shapes, type TensorData } from '../tensorflow/variables.ts';
import { initialWeights } from '../training/initialWeights.ts';

/** Names of the state, as in checkpoints. */
export type EvaluationTensor = 'w' | 'momentum' | 'mean' | 'variance';

/** Weights and their momentum flat, running mean and variance of all batch norms flat. */
export function evaluationShapes({ size, statistics }: ParameterList): Shapes<EvaluationTensor> {
  return { w: [size], momentum: [size], mean: [statistics], variance: [statistics] };
}

/** An untrained network: PyTorch's initialisation from the seed. */
export function initialEvaluation(list: ParameterList, seed: number): TensorData<EvaluationTensor> {
  const zeros = mapTensors(evaluationShapes(list), (_, shape) => new Float32Array(sizeOf(shape)));
  return { ...zeros, w: initialWeights(list, seed), variance: zeros.variance.fill(1) };
}
