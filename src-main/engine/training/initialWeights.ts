/** Weights at the start of a training: PyTorch's defaults, which all reference codes use. */
import { seededRandom } from '../../../src-shared/random.ts';
import type { ParameterList } from '../supernet/parameters.ts';
import { sizeOf } from '../tensorflow/graph.ts';
import { STREAMS } from './streams.ts';

/** U(−1/√fan_in, 1/√fan_in) for convolutions and the classifier, ones for γ, zeros for β: flat. */
export function initialWeights(list: ParameterList, seed: number): Float32Array {
  const weights = new Float32Array(list.size);
  let offset = 0;
  for (const { index, kind, shape, bound } of list.parameters) {
    const size = sizeOf(shape);
    if (kind === 'gamma') weights.fill(1, offset, offset + size);
    else if (kind !== 'beta')
      weights.set(seededRandom(seed, STREAMS.weights, index).uniforms(size, -bound, bound), offset);
    offset += size;
  }
  return weights;
}
