/** Weights, statistics and alphas at the start of a search. */
import { seededRandom } from '../../../src-shared/random.ts';
import type { Supernet } from '../supernet/spec.ts';
import { sizeOf } from '../tensorflow/graph.ts';
import type { TensorData } from '../tensorflow/variables.ts';
import { initialWeights } from '../training/initialWeights.ts';
import { STREAMS } from '../training/streams.ts';
import { logitStates, type MemoryShapes, stateShapes, type StateName } from './state.ts';

/** Standard deviation of the logits at the start, as in DARTS. */
const ALPHA_SCALE = 1e-3;

export interface InitialOptions {
  readonly memory?: MemoryShapes;
  /** A logit at the start, from a draw of N(0, 1), its edge and its column; 1e-3 of the draw without it. */
  readonly start?: ((draw: number, edge: number, column: number) => number) | undefined;
}

/** Every tensor of the state by name, flat. */
export function initialState(
  net: Supernet,
  seed: number,
  { memory = {}, start }: InitialOptions = {},
): TensorData<StateName> {
  const shapes = stateShapes(net, memory);
  const zeros = (name: StateName): Float32Array => new Float32Array(sizeOf(shapes[name] ?? []));
  const alphas = net.alphas.flatMap(({ name, logits }, tensor) => {
    const random = seededRandom(seed, STREAMS.alphas, tensor);
    const [alpha, ...moments] = logitStates(name);
    const drawn = zeros(alpha!).map((_, index) => {
      const draw = gaussian(random.uniform(), random.uniform());
      return start?.(draw, Math.floor(index / logits), index % logits) ?? ALPHA_SCALE * draw;
    });
    return [[alpha!, drawn] as const, ...moments.map((moment) => [moment, zeros(moment)] as const)];
  });
  return {
    ...Object.fromEntries(
      Object.entries(memory).map(([name, shape]) => [`memory.${name}`, new Float32Array(sizeOf(shape))]),
    ),
    w: initialWeights(net.parameters, seed),
    momentum: zeros('momentum'),
    mean: zeros('mean'),
    variance: zeros('variance').fill(1),
    ...Object.fromEntries(alphas),
  };
}

/** Box–Muller; u in [0, 1). */
function gaussian(u: number, v: number): number {
  return Math.sqrt(-2 * Math.log(1 - u)) * Math.cos(2 * Math.PI * v);
}
