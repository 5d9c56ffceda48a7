/** Weights, statistics and alphas at the start of a search. */
import { seededRandom } from '../../../src-shared/random.ts';
import type { Supernet } from '../supernet/network.ts';
import { sizeOf } from '../tensorflow/graph.ts';
import type { TensorData } from '../tensorflow/variables.ts';
import { initialWeights } from '../training/initialWeights.ts';
import { STREAMS } from '../training/streams.ts';
import { stateShapes, type StateName } from './state.ts';

/** Standard deviation of the logits at the start, as in DARTS. */
const ALPHA_SCALE = 1e-3;

/** Every tensor of the state by name, flat. */
export function initialState(net: Supernet, seed: number): TensorData<StateName> {
  const shapes = stateShapes(net);
  const zeros = (name: StateName): Float32Array => new Float32Array(sizeOf(shapes[name]));
  const alphas = (name: 'alpha.normal' | 'alpha.reduce', cell: number): Float32Array => {
    const random = seededRandom(seed, STREAMS.alphas, cell);
    return zeros(name).map(() => ALPHA_SCALE * gaussian(random.uniform(), random.uniform()));
  };
  return {
    w: initialWeights(net.parameters, seed),
    momentum: zeros('momentum'),
    mean: zeros('mean'),
    variance: zeros('variance').fill(1),
    'alpha.normal': alphas('alpha.normal', 0),
    'adam.m.normal': zeros('adam.m.normal'),
    'adam.v.normal': zeros('adam.v.normal'),
    'alpha.reduce': alphas('alpha.reduce', 1),
    'adam.m.reduce': zeros('adam.m.reduce'),
    'adam.v.reduce': zeros('adam.v.reduce'),
  };
}

/** Box–Muller; u in [0, 1). */
function gaussian(u: number, v: number): number {
  return Math.sqrt(-2 * Math.log(1 - u)) * Math.cos(2 * Math.PI * v);
}
