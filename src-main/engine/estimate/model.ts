/**
 * From operations to seconds and MiB. Seconds of a run take no constant: they are those of the operations as
 * this machine does them alone. Memory and the first call were fitted on five configurations, measured on two
 * cores (AMD EPYC, AVX2), Linux; `docs/estimate.md` names them and says how well others are foreseen.
 */
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import type { DatasetInfo } from '../dataset/datasetInfo.ts';
import { imageBytes } from '../dataset/datasetInfo.ts';
import { halves } from '../search/runData.ts';
import type { Node } from '../tensorflow/graph.ts';
import { peakBytes } from './liveness.ts';
import { coldShares } from './locality.ts';
import type { Machine } from './machine.ts';
import type { OpTimes } from './opTimes.ts';
import type { SearchPrograms } from './programs.ts';
import { schedule } from './schedule.ts';

/** Seconds for each node, once for loading it and once for compiling it before its first run. */
const NODE_SECONDS = 2.2e-4;

/** The process with TensorFlow, MiB. */
const PROCESS_MIB = 478;
/** MiB for each node, once for its being loaded and once for its being compiled. */
const NODE_MIB = 0.0093;
/** Memory of the process ÷ tensors alive: what the allocator keeps and kernels take beside their tensors. */
const ALLOCATOR_FACTOR = 1.08;
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

/** One run of a program: what the cache holds follows from the order, and the seconds from both. */
export function programCost(nodes: readonly Node[], times: OpTimes, machine: Machine): ProgramCost {
  const threads = Math.min(machine.threads, MOST_THREADS);
  const { moments } = schedule(nodes, (node) => times.seconds(node), threads);
  const order = moments.flatMap(({ node, begins }) => (begins ? node : []));
  const shares = coldShares(order, machine.cacheBytes);
  const played = schedule(nodes, (node) => times.seconds(node, shares.get(node)), threads);
  return { seconds: played.seconds, bytes: peakBytes(played.moments) };
}

/** Seconds before the first step runs, and before the first runs of the other programs. */
export function compileSeconds(programs: SearchPrograms): { step: number; others: number } {
  const { loaded, compiledForStep, evaluation, product = [] } = programs;
  return {
    step: NODE_SECONDS * (loaded + compiledForStep),
    others: NODE_SECONDS * (evaluation.length + product.length),
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
  return { total: PROCESS_MIB + NODE_MIB * (loaded + compiled) + tensors + data, tensors };
}

/** What the three loaders hold, MiB: their images as bytes, and batches that are ready as float32. */
export function dataMiB(config: SearchConfig, info: DatasetInfo): number {
  const { count, measured } = halves(config, info);
  const loaders = 3;
  const images = count + measured + loaders * READY_BATCHES * config.batch * Float32Array.BYTES_PER_ELEMENT;
  return (images * imageBytes(info)) / MIB + loaders * LOADER_MIB;
}
