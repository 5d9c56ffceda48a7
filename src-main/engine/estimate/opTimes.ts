/**
 * How long operations take on this machine: each distinct one is run alone, eagerly, on tensors of the right
 * shapes, which the processor's cache has lost, and again on those that it holds. One that is not run (too large,
 * or no time left) is taken by the bytes it touches.
 */
import { type Binding, openBinding, tensorFlowInfo, type TypedArray } from '../tensorflow/binding.ts';
import { dtypeNumber, executeNode } from '../tensorflow/eager.ts';
import { Graph, type Node, sizeOf, type Value } from '../tensorflow/graph.ts';
import { addN, neg, placeholder } from '../tensorflow/ops/basic.ts';
import { maxPool } from '../tensorflow/ops/network.ts';
import { unpack } from '../tensorflow/ops/shape.ts';
import { bytesOf } from './liveness.ts';
import { constantIntegers, isFree, type Signature, signatureKey } from './signatures.ts';

/**
 * All operations are timed in turn so many times, as long as time is left: a machine that is slow for a moment
 * is not slow for all of them.
 */
const ROUNDS = 8;
/** Numbers that push all else out of a processor's cache. */
const OTHERS = new Float32Array(2 ** 24);
/** Operations on fewer bytes are run on what the cache holds alone. */
const SMALL = 2 ** 18;
/** Operations on more bytes than this are not run. */
const LARGEST = 2 ** 30;
/** Seconds of an operation. */
export interface OpTime {
  /** On tensors that the cache holds. */
  readonly hot: number;
  /** On tensors that it has lost. */
  readonly cold: number;
}

/** Times of distinct operations by their keys: the most expensive ones first, until the time is used up. */
export function timeOperations(list: readonly Signature[], budgetSeconds: number): Map<string, OpTime> {
  const binding = openBinding();
  const weight = ({ example, count }: Signature): number => count * touchedBytes(example);
  const affordable = list.filter(({ example }) => touchedBytes(example) <= LARGEST);
  const sorted = affordable.toSorted((a, b) => weight(b) - weight(a));
  const dispatch = dispatchOf(binding);
  const times = new Map<string, OpTime>();
  const end = performance.now() + 1000 * budgetSeconds;
  for (let round = 0; round < ROUNDS; round++) {
    for (const { key, example } of sorted) {
      if (performance.now() > end) return times;
      const each = timeAlone(binding, example);
      if (!each) continue;
      const called = dispatch(example);
      const { hot = Infinity, cold = Infinity } = times.get(key) ?? {};
      const least = (known: number, found: number): number => Math.min(known, Math.max(0, found - called));
      times.set(key, { hot: least(hot, each.hot), cold: least(cold, each.cold) });
    }
  }
  return times;
}

/**
 * Seconds that calling an operation from JavaScript takes: a part for the call, for each attribute, input and
 * output, from four operations that compute next to nothing.
 */
function dispatchOf(binding: Binding): (node: Node) => number {
  const graph = new Graph();
  const many = 17;
  const one = placeholder(graph, 'one', [1], 'real');
  const row = placeholder(graph, 'row', [many], 'real');
  const image = placeholder(graph, 'image', [1, 2, 2, 1], 'real');
  const call = ({ node }: Value): number =>
    Math.min(...Array.from({ length: 100 }, () => time(binding, node).hot));
  const plain = call(neg(one));
  // One attribute more, and 16 inputs or outputs.
  const input = (call(addN(Array.from({ length: many }, () => one))) - plain) / (many - 1);
  const output = (call(unpack(row)[0]!) - plain) / (many - 1);
  const attribute = (call(maxPool(image, 1, 1, 'SAME')) - plain) / 4;
  return ({ attributes, inputs, outputs }) =>
    plain +
    attribute * (Object.keys(attributes).length - 1) +
    input * (inputs.length - 1) +
    output * (outputs.length - 1);
}

/** Seconds of any node, given those that were timed. */
export class OpTimes {
  readonly #times: ReadonlyMap<string, OpTime>;
  readonly #perByte = new Map<string, number>();
  readonly #keys = new Map<Node, string>();

  /** `list`: the signatures that were to be timed. */
  constructor(list: readonly Signature[], times: ReadonlyMap<string, OpTime>) {
    this.#times = times;
    const totals = new Map<string, { seconds: number; bytes: number }>();
    for (const { key, example } of list) {
      const each = times.get(key);
      if (each === undefined) continue;
      for (const op of [example.op, ANY]) {
        const total = totals.get(op) ?? { seconds: 0, bytes: 0 };
        totals.set(op, { seconds: total.seconds + each.cold, bytes: total.bytes + touchedBytes(example) });
      }
    }
    for (const [op, total] of totals) this.#perByte.set(op, total.seconds / Math.max(1, total.bytes));
  }

  /** `coldShare`: how much of its input the cache has lost. */
  seconds(node: Node, coldShare = 1): number {
    if (isFree(node)) return 0;
    let key = this.#keys.get(node);
    if (key === undefined) this.#keys.set(node, (key = signatureKey(node)));
    const time = this.#times.get(key);
    if (time) return time.hot + coldShare * Math.max(0, time.cold - time.hot);
    const rate = this.#perByte.get(node.op) ?? this.#perByte.get(ANY) ?? DEFAULT_PER_BYTE;
    return rate * touchedBytes(node);
  }
}

const ANY = '';
/** Seconds per byte where nothing was timed: 2 GB/s. */
const DEFAULT_PER_BYTE = 0.5e-9;

/** Bytes of a node's inputs and outputs. */
export function touchedBytes({ inputs, outputs }: Node): number {
  return [...inputs, ...outputs].reduce((total, value) => total + bytesOf(value), 0);
}

/** Undefined for an operation that does not run alone, or for which the device has no memory just now. */
function timeAlone(binding: Binding, node: Node): OpTime | undefined {
  try {
    return time(binding, node);
  } catch {
    return undefined;
  }
}

function time(binding: Binding, node: Node): OpTime {
  const inputs = node.inputs.map((value) =>
    binding.createTensor([...value.shape], dtypeNumber(binding, value.dtype), content(value)),
  );
  const { gpu } = tensorFlowInfo();
  const call = (): number => {
    const began = performance.now();
    const outputs = executeNode(binding, node, inputs);
    // A GPU computes on while the call comes back: reading waits for it.
    if (gpu && outputs[0] !== undefined) binding.tensorDataSync(outputs[0]);
    const seconds = (performance.now() - began) / 1000;
    for (const id of outputs) binding.deleteTensor(id);
    return seconds;
  };
  try {
    call(); // what a first one prepares is kept
    if (gpu || touchedBytes(node) < SMALL) {
      const hot = call();
      return { hot, cold: hot };
    }
    OTHERS.fill(inputs.length);
    const cold = call();
    return { cold, hot: call() };
  } finally {
    for (const id of inputs) binding.deleteTensor(id);
  }
}

function content(value: Value): TypedArray {
  const size = sizeOf(value.shape);
  const integers = constantIntegers(value);
  if (integers) return Int32Array.from(integers);
  if (value.dtype === 'int32') return new Int32Array(size);
  if (value.dtype === 'bool') return new Uint8Array(size).fill(1);
  return numbers(size);
}

let pattern = new Float32Array(0);

/** Numbers in 0.5…1.5, the same ones again and again. They begin where the binding need not copy them. */
function numbers(size: number): Float32Array {
  if (pattern.length <= size)
    pattern = Float32Array.from({ length: size + 1 }, (_, i) => 0.5 + ((i * 40_503) % 65_521) / 65_521);
  return pattern.subarray(1, 1 + size);
}
