/** What the computer has: processor, memory, disk. */
import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import path from 'node:path';
import systeminformation from 'systeminformation';
import { flaw, gigabytes, ok, type Finding } from './doctorFinding.ts';

/** The ones that decide how fast TensorFlow is, as the kernel names them. */
const INSTRUCTION_SETS = [
  'avx',
  'avx2',
  'fma',
  'avx512f',
  'avx512_vnni',
  'avx512_bf16',
  'amx_bf16',
  'asimd',
  'sve',
];

/** Of a list of processor flags those that matter to TensorFlow. */
export function instructionSets(flags: string): string[] {
  const present = new Set(flags.toLowerCase().split(/\s+/));
  return INSTRUCTION_SETS.filter((name) => present.has(name));
}

/** Model, cores and instruction sets. */
export async function examineProcessor(): Promise<Finding> {
  const { manufacturer, brand, cores, physicalCores, flags } = await systeminformation.cpu();
  return processorFinding(`${manufacturer} ${brand}`.trim(), { cores, physicalCores }, flags);
}

/** The finding for a processor; TensorFlow's x86 wheels use AVX without asking. */
export function processorFinding(
  model: string,
  { cores, physicalCores }: { cores: number; physicalCores: number },
  flags: string,
): Finding {
  const sets = instructionSets(flags);
  const found = `${model}, ${cores} threads on ${physicalCores} cores, ${sets.join(' ') || 'instruction sets unknown'}`;
  const lacksAvx = process.arch === 'x64' && flags !== '' && !sets.includes('avx');
  if (!lacksAvx) return ok('Processor', found);
  return flaw('problem', 'Processor', found, 'TensorFlow needs a processor with AVX; use another computer.');
}

/** MS-DARTS on S5 with 16 channels, 8 cells and batch 64 takes 6.7 GB. */
const PAPER_SEARCH_BYTES = 7e9;

/** Memory that this process may use: a container's limit counts. */
export async function examineMemory(): Promise<Finding> {
  const { total, available } = await systeminformation.mem();
  const limit = process.constrainedMemory();
  return memoryFinding(limit > 0 ? Math.min(total, limit) : total, available);
}

/** The finding for a memory size, both in bytes. */
export function memoryFinding(total: number, available: number): Finding {
  const found = `${gigabytes(total)}, ${gigabytes(Math.min(total, available))} available`;
  if (total >= PAPER_SEARCH_BYTES) return ok('Memory', found);
  return flaw(
    'warning',
    'Memory',
    found,
    `A search at the paper's size takes about ${gigabytes(PAPER_SEARCH_BYTES)}: use fewer channels, fewer cells or a smaller batch.`,
  );
}

/** A few runs with their checkpoints, and a data set being unpacked. */
const ROOMY_BYTES = 5e9;

/** Free space where the home folder is or will be. */
export async function examineDisk(home: string): Promise<Finding> {
  let folder = path.resolve(home);
  while (!existsSync(folder)) folder = path.dirname(folder);
  const { bavail, bsize } = await statfs(folder);
  return diskFinding(home, bavail * bsize);
}

/** The finding for the free bytes of the home folder's disk. */
export function diskFinding(home: string, free: number): Finding {
  const found = `${gigabytes(free)} free in ${home}`;
  if (free >= ROOMY_BYTES) return ok('Disk', found);
  const remedy = `Free some space (${gigabytes(ROOMY_BYTES)} are comfortable), or set PLATEAU_HOME to a folder on a larger disk.`;
  return flaw(free < ROOMY_BYTES / 10 ? 'problem' : 'warning', 'Disk', found, remedy);
}
