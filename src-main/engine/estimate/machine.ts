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
}

const MIB = 2 ** 20;

export async function thisMachine(deterministic: boolean): Promise<Machine> {
  if (!tensorFlowInfo().gpu) {
    // A container may have less than the machine; 0: no limit.
    const limit = process.constrainedMemory();
    const bytes = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
    const threads = deterministic ? 1 : availableParallelism();
    return { kind: 'CPU', name: cpus()[0]?.model.trim() ?? '', threads, memoryMiB: bytes / MIB };
  }
  const { controllers } = await systeminformation.graphics();
  const [largest] = controllers.toSorted((a, b) => (b.memoryTotal ?? 0) - (a.memoryTotal ?? 0));
  return {
    kind: 'GPU',
    name: largest?.model ?? '',
    threads: 1,
    memoryMiB: largest?.memoryTotal ?? undefined,
  };
}
