/** The state of the engine's network under PyTorch's names and in its layouts. */
import type { EvaluationTensor } from '../evaluation/evaluationState.ts';
import { type ParameterList, torchShape, toTorch } from '../supernet/parameters.ts';
import { sizeOf } from '../tensorflow/graph.ts';
import type { TensorData } from '../tensorflow/variables.ts';
import type { ExportedTensor, ExportedWeights } from './exportedNetwork.ts';

/** What only training needs. */
const AUXILIARY = 'auxiliary_head.';

export function exportedWeights(
  list: ParameterList,
  { w, mean, variance }: Pick<TensorData<EvaluationTensor>, 'w' | 'mean' | 'variance'>,
): ExportedWeights {
  const weights = new Map<string, ExportedTensor>();
  let offset = 0;
  for (const parameter of list.parameters) {
    const end = offset + sizeOf(parameter.shape);
    const data = toTorch(parameter, w.subarray(offset, end));
    weights.set(parameter.name, { shape: torchShape(parameter), data });
    offset = end;
  }
  offset = 0;
  for (const { name, channels } of list.batchNorms) {
    const end = offset + channels;
    const statistic = (all: Float32Array): ExportedTensor => ({
      shape: [channels],
      data: all.slice(offset, end),
    });
    weights.set(`${name}.running_mean`, statistic(mean));
    weights.set(`${name}.running_var`, statistic(variance));
    offset = end;
  }
  for (const name of weights.keys()) if (name.startsWith(AUXILIARY)) weights.delete(name);
  return weights;
}
