/**
 * How long operations take on this machine: each distinct one is run alone, eagerly, on tensors of the right
 * shapes. One that is not run (too large, or no time left) is taken by the bytes it touches.
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
/** Runs of one operation in a round after a first unmeasured one; the shortest of all rounds counts. */
const REPEATS = 2;
/** Seconds after which an operation is not repeated in a round any more. */
const LONG = 0.03;
/** Operations on more bytes than this are not run. */
const LARGEST = 2 ** 30;
/** Numbers of the inputs: uniform in 0.5…1.5, the same pattern again and again. */
const PATTERN = Float32Array.from({ length: 65_521 }, (_, i) => 0.5 + ((i * 40_503) % 65_521) / 65_521);

/** Seconds of distinct operations by their keys: the most expensive ones first, until the time is used up. */
export function timeOperations(list: readonly Signature[], budgetSeconds: number): Map<string, number> {
  const binding = openBinding();
  const weight = ({ example, count }: Signature): number => count * touchedBytes(example);
  const affordable = list.filter(({ example }) => touchedBytes(example) <= LARGEST);
  const sorted = affordable.toSorted((a, b) => weight(b) - weight(a));
  const dispatch = dispatchOf(binding);
  const times = new Map<string, number>();
  const end = performance.now() + 1000 * budgetSeconds;
  for (let round = 0; round < ROUNDS; round++) {
    for (const { key, example } of sorted) {
      if (performance.now() > end) return times;
      const each = secondsAlone(binding, example);
      if (each === undefined) continue;
      times.set(key, Math.min(Math.max(0, each - dispatch(example)), times.get(key) ?? Infinity));
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
    Math.min(...Array.from({ length: 5 }, () => seconds(binding, node, 20)));
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
  readonly #times: ReadonlyMap<string, number>;
  readonly #perByte = new Map<string, number>();
  readonly #keys = new Map<Node, string>();

  /** `list`: the signatures that were to be timed. */
  constructor(list: readonly Signature[], times: ReadonlyMap<string, number>) {
    this.#times = times;
    const totals = new Map<string, { seconds: number; bytes: number }>();
    for (const { key, example } of list) {
      const each = times.get(key);
      if (each === undefined) continue;
      for (const op of [example.op, ANY]) {
        const total = totals.get(op) ?? { seconds: 0, bytes: 0 };
        totals.set(op, { seconds: total.seconds + each, bytes: total.bytes + touchedBytes(example) });
      }
    }
    for (const [op, total] of totals) this.#perByte.set(op, total.seconds / Math.max(1, total.bytes));
  }

  seconds(node: Node): number {
    if (isFree(node)) return 0;
    let key = this.#keys.get(node);
    if (key === undefined) this.#keys.set(node, (key = signatureKey(node)));
    const rate = this.#perByte.get(node.op) ?? this.#perByte.get(ANY) ?? DEFAULT_PER_BYTE;
    return this.#times.get(key) ?? rate * touchedBytes(node);
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
function secondsAlone(binding: Binding, node: Node): number | undefined {
  try {
    return seconds(binding, node);
  } catch {
    return undefined;
  }
}

function seconds(binding: Binding, node: Node, repeats = REPEATS): number {
  const inputs = node.inputs.map((value) =>
    binding.createTensor([...value.shape], dtypeNumber(binding, value.dtype), content(value)),
  );
  const { gpu } = tensorFlowInfo();
  const call = (): void => {
    const outputs = executeNode(binding, node, inputs);
    // A GPU computes on while the call comes back: reading waits for it.
    if (gpu && outputs[0] !== undefined) binding.tensorDataSync(outputs[0]);
    for (const id of outputs) binding.deleteTensor(id);
  };
  try {
    call();
    return shortest(repeats, call);
  } finally {
    for (const id of inputs) binding.deleteTensor(id);
  }
}

function shortest(repeats: number, work: () => void): number {
  let best = Infinity;
  const end = performance.now() + 1000 * LONG;
  for (let repeat = 0; repeat < repeats && (repeat === 0 || performance.now() < end); repeat++) {
    const began = performance.now();
    work();
    best = Math.min(best, (performance.now() - began) / 1000);
  }
  return best;
}

function content(value: Value): TypedArray {
  const size = sizeOf(value.shape);
  const integers = constantIntegers(value);
  if (integers) return Int32Array.from(integers);
  if (value.dtype === 'int32') return new Int32Array(size);
  if (value.dtype === 'bool') return new Uint8Array(size).fill(1);
  const numbers = new Float32Array(size);
  for (let from = 0; from < size; from += PATTERN.length)
    numbers.set(PATTERN.subarray(0, Math.min(PATTERN.length, size - from)), from);
  return numbers;
}
