/** What the hardware panel of a run shows. */
import type { Hardware } from '../../../src-shared/contract/datasets.ts';
import { mebibytes, percent } from '../../lib/format.ts';

export interface Gauge {
  readonly title: string;
  /** 0–1; null where it is not known. */
  readonly part: number | null;
  readonly text: string;
}

function share(used: number | null, total: number | null): number | null {
  return used === null || total === null || total <= 0 ? null : Math.min(1, used / total);
}

/** The run's own use first, then the machine's. */
export function gaugesOf({ cpu, memory, gpus, runs }: Hardware, run: string): Gauge[] {
  const own = runs.find((entry) => entry.run === run);
  const mine: Gauge[] =
    own === undefined
      ? []
      : [
          {
            title: 'This run, processor',
            part: share(own.cpu, cpu.cores),
            text: own.cpu === null ? 'not known' : `${own.cpu.toFixed(1)} of ${cpu.cores} cores`,
          },
          {
            title: 'This run, memory',
            part: share(own.memoryMiB, memory.totalMiB),
            text: own.memoryMiB === null ? 'not known' : mebibytes(own.memoryMiB),
          },
        ];
  const machine: Gauge[] = [
    { title: cpu.model, part: cpu.load, text: `${percent(cpu.load, 0)} of ${cpu.cores} cores` },
    {
      title: 'Memory',
      part: share(memory.usedMiB, memory.totalMiB),
      text: `${mebibytes(memory.usedMiB)} of ${mebibytes(memory.totalMiB)}`,
    },
  ];
  const cards = gpus.flatMap(({ index, name, load, usedMiB, totalMiB, temperature }): Gauge[] => [
    {
      title: `GPU ${index}: ${name}`,
      part: load,
      text: `${percent(load, 0)}${temperature === null ? '' : `, ${temperature} °C`}`,
    },
    {
      title: `GPU ${index}, memory`,
      part: share(usedMiB, totalMiB),
      text:
        usedMiB === null || totalMiB === null
          ? 'not known'
          : `${mebibytes(usedMiB)} of ${mebibytes(totalMiB)}`,
    },
  ]);
  return [...mine, ...machine, ...cards];
}
