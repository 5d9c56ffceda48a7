/**
 * From operations to seconds and MiB: the constants that were fitted. On a machine with two cores (AMD EPYC,
 * AVX2) the quantities of `docs/estimate.md` were measured on the configurations marked there as fitted.
 */
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import type { DatasetInfo } from '../dataset/datasetInfo.ts';
import { imageBytes } from '../dataset/datasetInfo.ts';
import { halves } from '../search/runData.ts';
import type { Node } from '../tensorflow/graph.ts';
import { peakBytes } from './liveness.ts';
import type { Machine } from './machine.ts';
import type { OpTimes } from './opTimes.ts';
import type { SearchPrograms } from './programs.ts';
import { schedule } from './schedule.ts';

/** An operation in a program ÷ the same alone. */
const OPERATION_FACTOR = 1;
/** Seconds a program spends on each node beside its work. */
const NODE_SECONDS = 0;

/** Seconds for each node of the graph and of all programs: building and loading. */
const LOAD_SECONDS = 1e-4;
/** Seconds for each node of a program before its first run. */
const COMPILE_SECONDS = 2.5e-4;

/** The process with TensorFlow, MiB. */
const PROCESS_MIB = 340;
/** MiB for each node of the graph and of all programs. */
const LOADED_MIB = 0.01;
/** MiB for each node of a program that has run. */
const COMPILED_MIB = 0.02;
/** Memory of the process ÷ tensors alive: what the allocator keeps and kernels take beside their tensors. */
const ALLOCATOR_FACTOR = 1.2;
/** Context and libraries on a GPU, MiB; not fitted. */
const GPU_MIB = 600;

/** Threads that find work: a step has about eight operations ready at a time. */
const MOST_THREADS = 8;
const MIB = 2 ** 20;
/** Batches that a loader has ready, and its thread, MiB. */
const READY_BATCHES = 4;
const LOADER_MIB = 15;

export interface ProgramCost {
  readonly seconds: number;
  /** Most bytes of tensors at a time. */
  readonly bytes: number;
}

/** One run of a program. */
export function programCost(nodes: readonly Node[], times: OpTimes, { threads }: Machine): ProgramCost {
  const seconds = (node: Node): number => OPERATION_FACTOR * times.seconds(node) + NODE_SECONDS;
  const played = schedule(nodes, seconds, Math.min(threads, MOST_THREADS));
  return { seconds: played.seconds, bytes: peakBytes(played.moments) };
}

/** Seconds before the first step runs, and before the first runs of the other programs. */
export function compileSeconds(programs: SearchPrograms): { step: number; others: number } {
  const { loaded, compiledForStep, evaluation, product = [] } = programs;
  return {
    step: LOAD_SECONDS * loaded + COMPILE_SECONDS * compiledForStep,
    others: COMPILE_SECONDS * (evaluation.length + product.length),
  };
}

/** Memory on the device, MiB: all of it, and the tensors' part. `bytes`: most tensors of a program at a time. */
export function memoryMiB(
  programs: SearchPrograms,
  bytes: number,
  data: number,
  { kind }: Machine,
): { total: number; tensors: number } {
  const { loaded, compiledForStep, evaluation, product = [] } = programs;
  const tensors = (ALLOCATOR_FACTOR * bytes) / MIB;
  if (kind === 'GPU') return { total: GPU_MIB + tensors, tensors };
  const compiled = compiledForStep + evaluation.length + product.length;
  const nodes = LOADED_MIB * loaded + COMPILED_MIB * compiled;
  return { total: PROCESS_MIB + nodes + tensors + data, tensors };
}

/** What the three loaders hold, MiB: their images as bytes, and batches that are ready as float32. */
export function dataMiB(config: SearchConfig, info: DatasetInfo): number {
  const { count, measured } = halves(config, info);
  const loaders = 3;
  const images = count + measured + loaders * READY_BATCHES * config.batch * Float32Array.BYTES_PER_ELEMENT;
  return (images * imageBytes(info)) / MIB + loaders * LOADER_MIB;
}
