/** How busy the machine is: processor and memory, GPUs, and the processes of the runs. */
import { hostname } from 'node:os';
import { execa } from 'execa';
import systeminformation from 'systeminformation';
import type { Hardware } from '../../src-shared/contract/datasets.ts';
import type { RunRow } from '../store/rows.ts';
import { parseGpus, QUERY } from './gpus.ts';
import { readSupervision } from './supervision.ts';

const MIB = 2 ** 20;
/** ms for which an answer holds: several views ask at the same time. */
const FRESH = 1000;

async function gpus(): Promise<Hardware['gpus']> {
  const { stdout, failed } = await execa('nvidia-smi', QUERY, { reject: false, timeout: 10_000 });
  return failed ? [] : parseGpus(stdout);
}

/** What this process may use: a container's limit counts. */
async function memory(): Promise<Hardware['memory']> {
  const { total, available } = await systeminformation.mem();
  const limit = process.constrainedMemory();
  if (limit === 0 || limit >= total) return { totalMiB: total / MIB, usedMiB: (total - available) / MIB };
  return { totalMiB: limit / MIB, usedMiB: (limit - process.availableMemory()) / MIB };
}

/** The process of a run on this machine: as it was started, or as its log tells where nobody here started it. */
function processOf(run: RunRow): { readonly pid: number | null; readonly device: string | null } {
  const worker = readSupervision(run.folder)?.worker ?? null;
  if (worker?.host === hostname()) return worker;
  return { pid: run.host === hostname() ? run.pid : null, device: run.device };
}

/** Processor time and memory of the runs' processes on this machine. */
function createProcessProbe() {
  let known: ReadonlySet<number> = new Set();
  return async (running: readonly RunRow[], cores: number): Promise<Hardware['runs']> => {
    const owners = running.map((run) => ({ run: run.id, ...processOf(run) }));
    const somebody = owners.some(({ pid }) => pid !== null);
    const { list } = somebody ? await systeminformation.processes() : { list: [] };
    const before = known;
    known = new Set(list.map(({ pid }) => pid));
    return owners.map(({ run, device, pid }) => {
      const found = list.find((candidate) => candidate.pid === pid);
      return {
        run,
        device,
        // A part of all cores, in percent, since the last look: the first look at a process says nothing.
        cpu: found === undefined || !before.has(found.pid) ? null : (found.cpu / 100) * cores,
        memoryMiB: found === undefined ? null : found.memRss / 1024, // KiB
      };
    });
  };
}

/** Asks the machine, at most once a second; `running` gives the runs that are running. */
export function createHardwareProbe(running: () => readonly RunRow[]): () => Promise<Hardware> {
  const processes = createProcessProbe();
  let answer: Promise<Hardware> | undefined;
  let asked = -Infinity; // ms

  async function look(): Promise<Hardware> {
    const [load, { manufacturer, brand }, memoryNow, gpusNow] = await Promise.all([
      systeminformation.currentLoad(),
      systeminformation.cpu(),
      memory(),
      gpus(),
    ]);
    const cores = load.cpus.length;
    return {
      time: new Date().toISOString(),
      cpu: { model: `${manufacturer} ${brand}`.trim(), cores, load: load.currentLoad / 100 },
      memory: memoryNow,
      gpus: gpusNow,
      runs: await processes(running(), cores),
    };
  }

  return () => {
    const now = performance.now();
    if (answer === undefined || now - asked > FRESH) {
      asked = now;
      answer = look();
      answer.catch(() => (answer = undefined));
    }
    return answer;
  };
}
