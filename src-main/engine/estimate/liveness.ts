/** Memory of the tensors that are alive while a program runs. */
import { sizeOf, type Value } from '../tensorflow/graph.ts';
import type { Moment } from './schedule.ts';

/** Operations whose output is the tensor of their first input that is there. */
const ALIASES: ReadonlySet<string> = new Set(['Identity', 'Merge', 'Reshape', 'StopGradient', 'Switch']);

/** Operations whose tensor belongs to the graph, its variables or its caller: there all the time. */
const LASTING: ReadonlySet<string> = new Set(['Const', 'Placeholder', 'ReadVariableOp', 'VarHandleOp']);

/** Operations that write over an input of the same size that nobody reads after them. */
const IN_PLACE: ReadonlySet<string> = new Set([
  'AddN',
  'AddV2',
  'BiasAdd',
  'Exp',
  'FusedBatchNormV3',
  'Maximum',
  'Minimum',
  'Mul',
  'Neg',
  'RealDiv',
  'Relu',
  'ReluGrad',
  'Rsqrt',
  'Sqrt',
  'Square',
  'Sub',
]);

const BYTES = { real: 4, float32: 4, float64: 8, int32: 4, bool: 1, resource: 0 } as const;

/** Bytes of a tensor of a float32 graph. */
export function bytesOf({ shape, dtype }: Value): number {
  return sizeOf(shape) * BYTES[dtype];
}

interface Storage {
  bytes: number;
  /** Reads that are still to come. */
  reads: number;
}

/**
 * Most bytes of tensors alive at any moment: each from the begin of the node that makes it to the end of the
 * last one that reads it; `kept` stay.
 */
export function peakBytes(moments: readonly Moment[], kept: readonly Value[] = []): number {
  const reads = new Map<Value, number>();
  const read = (value: Value): void => void reads.set(value, (reads.get(value) ?? 0) + 1);
  for (const { node, begins } of moments) if (begins) node.inputs.forEach(read);
  kept.forEach(read);

  const storages = new Map<Value, Storage>();
  let alive = 0;
  let peak = 0;
  const release = (storage: Storage | undefined): void => {
    if (!storage || storage.reads > 0) return;
    alive -= storage.bytes;
    storage.bytes = 0;
  };
  for (const { node, begins } of moments) {
    if (begins) {
      for (const value of node.outputs) {
        const toCome = reads.get(value) ?? 0;
        const shared = takenOver(value, storages);
        if (shared) shared.reads += toCome;
        const bytes = shared || LASTING.has(node.op) ? 0 : bytesOf(value);
        storages.set(value, shared ?? { bytes, reads: toCome });
        alive += bytes;
      }
      peak = Math.max(peak, alive);
      continue;
    }
    for (const value of node.inputs) {
      const storage = storages.get(value);
      if (!storage) continue;
      storage.reads--;
      release(storage);
    }
    for (const value of node.outputs) release(storages.get(value));
  }
  return peak;
}

/** The storage of an input that becomes that of this output. */
function takenOver(value: Value, storages: ReadonlyMap<Value, Storage>): Storage | undefined {
  const { node, index } = value;
  if (index > 0 && node.op !== 'Switch') return undefined;
  if (ALIASES.has(node.op))
    for (const input of node.inputs) {
      const storage = storages.get(input);
      if (storage) return storage;
    }
  if (!IN_PLACE.has(node.op)) return undefined;
  const bytes = bytesOf(value);
  return node.inputs
    .flatMap((input) => storages.get(input) ?? [])
    .find((s) => s.reads === 1 && s.bytes === bytes);
}
