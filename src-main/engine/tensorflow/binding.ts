/**
 * The one import of tfjs-node-gpu. Everything the engine asks of TensorFlow goes through the native
 * binding of that package: load a SavedModel, run it, execute one operation eagerly.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import util from 'node:util';
import { PlateauError } from '../../../src-shared/errors.ts';

export type TypedArray = Float32Array | Int32Array | Uint8Array;

/** A tensor held by TensorFlow: id, shape, TensorFlow's own dtype number. */
export interface TensorHandle {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

export interface OpAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: boolean | number | string | number[] | number[][];
}

/** What the native module of tfjs-node 4.22 offers, as far as it is used here. */
export interface Binding {
  /** The data are copied: the array may change or go at once. */
  createTensor(shape: number[], dtype: number, data: TypedArray): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): TypedArray;
  executeOp(name: string, attributes: OpAttribute[], inputs: number[], outputs: number): TensorHandle[];
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(id: number): void;
  runSavedModel(id: number, inputs: number[], inputNames: string, outputNames: string): TensorHandle[];
  getNumOfTensors(): number;
  isUsingGpuDevice(): boolean;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_BOOL: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
  readonly TF_Version: string;
}

export interface BindingOptions {
  /** One inter-op thread: the same graph on the same input then gives the same bits. */
  readonly deterministic?: boolean;
  /** XLA compiles clusters of operations, on a GPU. */
  readonly xla?: boolean;
}

let opened: Binding | undefined;
/** Instruction set of our own operations, once they are loaded. */
let own: string | undefined;

/**
 * Loads TensorFlow into this process (once; later options are ignored).
 * The variables must be set before the library is loaded: oneDNN is off by default on AVX2 machines
 * and makes depthwise convolutions, batch norm gradients and pools 2–6 times faster.
 */
export function openBinding(options: BindingOptions = {}): Binding {
  if (opened) return opened;
  process.env['TF_ENABLE_ONEDNN_OPTS'] ??= '1';
  process.env['TF_FORCE_GPU_ALLOW_GROWTH'] ??= 'true';
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  if (options.xla) process.env['TF_XLA_FLAGS'] ??= '--tf_xla_auto_jit=2';
  if (options.deterministic) {
    process.env['TF_NUM_INTEROP_THREADS'] = '1';
    process.env['TF_DETERMINISTIC_OPS'] = '1';
  } else {
    process.env['TF_NUM_INTRAOP_THREADS'] ??= String(threadsPerOperation(availableParallelism()));
  }
  restoreIsNullOrUndefined();
  const require = createRequire(import.meta.url);
  try {
    const tf = require('@tensorflow/tfjs-node-gpu') as { backend(): { binding: Binding } };
    opened = copying(tf.backend().binding);
    own = loadOwnOperations(require);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new PlateauError(
      `TensorFlow could not be loaded: ${reason}.`,
      'Run `npm run setup`, then `plateau doctor`.',
    );
  }
  return opened;
}

/**
 * The binding, with every tensor in TensorFlow's own memory. An array that happens to be aligned as TensorFlow wants
 * its memory (16 bytes or more) becomes the tensor itself, and the module lets go of it (`napi_delete_reference`) in
 * whatever thread frees the tensor: for a variable that was loaded, the one that next assigns it. Node allows that in
 * its own thread only, and several at a time break its heap. An array that begins at an odd multiple of 4 bytes is
 * copied and let go of before the call returns.
 */
function copying(native: Binding): Binding {
  const createTensor: Binding['createTensor'] = (shape, dtype, data) =>
    native.createTensor(shape, dtype, misaligned(data));
  // The constants of the module are not enumerable: it cannot be spread.
  return Object.create(native, { createTensor: { value: createTensor } }) as Binding;
}

/** An array that begins 4 bytes behind where its buffer is aligned to 8 or more: this one, or a copy. */
function misaligned(data: TypedArray): TypedArray {
  if (data.byteOffset % 8 === 4) return data;
  const Type = data.constructor as new (buffer: ArrayBuffer, offset: number) => TypedArray;
  const copy = new Type(new ArrayBuffer(4 + data.byteLength), 4);
  copy.set(data);
  return copy;
}

/**
 * A step has about eight operations ready at any time: on few cores each runs best on one of them
 * (8 % faster than sharing), on many the cores are divided.
 */
function threadsPerOperation(cores: number): number {
  return Math.max(1, Math.round(cores / 8));
}

/** Where setup puts our own operations, built against the same TensorFlow: beside the binding. */
const OWN_OPERATIONS = 'lib/napi-v8/plateau_operations.node';

/**
 * Registers our own operations with TensorFlow; undefined where they were not built, are switched off, or do not
 * load, which is told: searches run without them, slower.
 */
function loadOwnOperations(require: NodeJS.Require): string | undefined {
  if (process.env['PLATEAU_OWN_OPERATIONS'] === 'off') return undefined;
  const file = join(dirname(require.resolve('@tensorflow/tfjs-node-gpu/package.json')), OWN_OPERATIONS);
  if (!existsSync(file)) return undefined;
  try {
    return (require(file) as { instructions: string }).instructions;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    process.stderr.write(`Plateau's own operations do not load, searches are slower: ${reason}\n`);
    return undefined;
  }
}

/** Version and device of the loaded TensorFlow; the instruction set that our own operations use, if they are there. */
export function tensorFlowInfo(): { version: string; gpu: boolean; own?: string | undefined } {
  const binding = openBinding();
  return { version: binding.TF_Version, gpu: binding.isUsingGpuDevice(), own };
}

/** tfjs-node 4.22 calls a helper that Node 23 removed. */
function restoreIsNullOrUndefined(): void {
  if ('isNullOrUndefined' in util) return;
  Object.assign(util, { isNullOrUndefined: (value: unknown) => value === null || value === undefined });
}
