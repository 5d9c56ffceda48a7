/** What `nvidia-smi` says of the GPUs. */
import type { Hardware } from '../../src-shared/contract/datasets.ts';

type Gpu = Hardware['gpus'][number];

/** Arguments of `nvidia-smi`; `parseGpus` reads the answer. Memory in MiB, utilisation in percent, °C. */
export const QUERY = [
  '--query-gpu=index,name,utilization.gpu,memory.used,memory.total,temperature.gpu',
  '--format=csv,noheader,nounits',
];

/** A number; null for what a GPU does not measure (`[N/A]`, `[Not Supported]`). */
function numberOrNull(text: string | undefined): number | null {
  const value = Number(text?.trim() || 'none');
  return Number.isFinite(value) ? value : null;
}

/** One GPU a line; lines of another form (warnings) are passed over. A name may contain commas. */
export function parseGpus(csv: string): Gpu[] {
  return csv.split('\n').flatMap((line) => {
    const fields = line.split(',');
    const index = /^\s*(\d+)\s*$/u.exec(fields[0] ?? '')?.[1];
    if (index === undefined || fields.length < 6) return [];
    const [load, usedMiB, totalMiB, temperature] = fields.slice(-4).map(numberOrNull);
    return {
      index: Number(index),
      name: fields.slice(1, -4).join(',').trim(),
      load: load === null || load === undefined ? null : load / 100,
      usedMiB: usedMiB ?? null,
      totalMiB: totalMiB ?? null,
      temperature: temperature ?? null,
    };
  });
}
