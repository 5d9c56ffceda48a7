/** What this machine has for a search. */
import { availableParallelism, cpus, totalmem } from 'node:os';
import systeminformation from 'systeminformation';
import { tensorFlowInfo } from '../tensorflow/binding.ts';

export interface Machine {
  readonly kind: 'CPU' | 'GPU';
  readonly name: string;
  /** Operations that run at a time. */
  readonly threads: number;
  /** Memory for the tensors of a search, MiB; undefined: not known. */
  readonly memoryMiB: number | undefined;
  /** Of the processor's largest cache. */
  readonly cacheBytes: number;
}

const MIB = 2 ** 20;
/** Where the system does not tell. */
const CACHE_BYTES = 16 * MIB;

export async function thisMachine(deterministic: boolean): Promise<Machine> {
  if (!tensorFlowInfo().gpu) {
    // A container may have less than the machine; 0: no limit.
    const limit = process.constrainedMemory();
    const bytes = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
    const threads = deterministic ? 1 : availableParallelism();
    const { l2, l3 } = await systeminformation.cpuCache();
    const name = cpus()[0]?.model.trim() ?? '';
    return {
      kind: 'CPU',
      name,
      threads,
      memoryMiB: bytes / MIB,
      cacheBytes: Math.max(l2, l3) || CACHE_BYTES,
    };
  }
  const { controllers } = await systeminformation.graphics();
  const [largest] = controllers.toSorted((a, b) => (b.memoryTotal ?? 0) - (a.memoryTotal ?? 0));
  return {
    kind: 'GPU',
    name: largest?.model ?? '',
    threads: 1,
    memoryMiB: largest?.memoryTotal ?? undefined,
    cacheBytes: 0, // operations are timed one way only
  };
}
