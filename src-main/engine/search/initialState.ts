/** Weights, statistics and alphas at the start of a search: PyTorch's default initialisation. */
import { seededRandom } from '../../../src-shared/random.ts';
import type { Supernet } from '../supernet/network.ts';
import { sizeOf } from '../tensorflow/graph.ts';
import { stateShapes } from './state.ts';
import { STREAMS } from './streams.ts';

/** Standard deviation of the logits at the start, as in DARTS. */
const ALPHA_SCALE = 1e-3;

/** Every tensor of the state by name, flat. */
export function initialState(net: Supernet, seed: number): Record<string, Float32Array> {
  const state: Record<string, Float32Array> = {};
  for (const [name, shape] of Object.entries(stateShapes(net))) state[name] = new Float32Array(sizeOf(shape));
  state['w'] = initialWeights(net, seed);
  state['variance']?.fill(1);
  ['alpha.normal', 'alpha.reduce'].forEach((name, cell) => {
    const random = seededRandom(seed, STREAMS.alphas, cell);
    state[name] = state[name]!.map(() => ALPHA_SCALE * gaussian(random.uniform(), random.uniform()));
  });
  return state;
}

/** U(−1/√fan_in, 1/√fan_in) for convolutions and the classifier, ones for γ, zeros for β. */
function initialWeights({ parameters: list }: Supernet, seed: number): Float32Array {
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

/** Box–Muller; u in [0, 1). */
function gaussian(u: number, v: number): number {
  return Math.sqrt(-2 * Math.log(1 - u)) * Math.cos(2 * Math.PI * v);
}
