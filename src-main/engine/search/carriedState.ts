/** The state of a search in a supernet that has lost operations, or gained channels. */
import type { Supernet } from '../supernet/spec.ts';
import type { ParameterList } from '../supernet/parameters.ts';
import { type Shape, sizeOf } from '../tensorflow/graph.ts';
import type { TensorData } from '../tensorflow/variables.ts';
import { logitStates, type StateName } from './state.ts';

interface Carried {
  readonly net: Supernet;
  readonly state: TensorData<StateName>;
}

interface Slot {
  readonly name: string;
  readonly shape: Shape;
}

/**
 * `initial` with everything that the supernet before had as well, by name: weights, momentum, statistics,
 * alphas and their moments. A tensor that has become larger keeps its numbers in the lower corner.
 */
export function carriedState(
  { net, state }: Carried,
  next: Supernet,
  initial: TensorData<StateName>,
): TensorData<StateName> {
  const carried: TensorData<StateName> = { ...initial };
  const [weights, statistics] = [slotsOf(net.parameters), statisticsOf(net.parameters)];
  const [nextWeights, nextStatistics] = [slotsOf(next.parameters), statisticsOf(next.parameters)];
  for (const name of ['w', 'momentum'] as const)
    carried[name] = carriedFlat(weights, state[name], nextWeights, initial[name]);
  for (const name of ['mean', 'variance'] as const)
    carried[name] = carriedFlat(statistics, state[name], nextStatistics, initial[name]);
  for (const name of next.alphas.flatMap((tensor) => logitStates(tensor.name))) {
    const before = state[name];
    if (before && before.length === initial[name]?.length) carried[name] = before;
  }
  return carried;
}

function slotsOf({ parameters }: ParameterList): Slot[] {
  return parameters.map(({ name, shape }) => ({ name, shape }));
}

function statisticsOf({ batchNorms }: ParameterList): Slot[] {
  return batchNorms.map(({ name, channels }) => ({ name, shape: [channels] }));
}

function carriedFlat(
  before: readonly Slot[],
  data: Float32Array,
  after: readonly Slot[],
  initial: Float32Array,
): Float32Array {
  const found = new Map<string, { shape: Shape; data: Float32Array }>();
  let offset = 0;
  for (const { name, shape } of before)
    found.set(name, { shape, data: data.subarray(offset, (offset += sizeOf(shape))) });
  const result = initial.slice();
  offset = 0;
  for (const { name, shape } of after) {
    const old = found.get(name);
    if (old) copyCorner(old, { shape, data: result.subarray(offset, offset + sizeOf(shape)) });
    offset += sizeOf(shape);
  }
  return result;
}

interface Tensor {
  readonly shape: Shape;
  readonly data: Float32Array;
}

/** Copies the numbers at indices that both tensors have. */
function copyCorner(from: Tensor, to: Tensor, axis = 0, fromOffset = 0, toOffset = 0): void {
  const fromStride = sizeOf(from.shape.slice(axis + 1));
  const toStride = sizeOf(to.shape.slice(axis + 1));
  const count = Math.min(from.shape[axis] ?? 1, to.shape[axis] ?? 1);
  if (axis >= from.shape.length - 1) {
    to.data.set(from.data.subarray(fromOffset, fromOffset + count), toOffset);
    return;
  }
  for (let i = 0; i < count; i++)
    copyCorner(from, to, axis + 1, fromOffset + i * fromStride, toOffset + i * toStride);
}
