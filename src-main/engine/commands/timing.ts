/** Times and memory of a benchmark. */
import { readFileSync } from 'node:fs';

export interface Spread {
  readonly min: number;
  readonly median: number;
}

/** Wall seconds of `work`. */
export function secondsOf(work: () => void): number {
  const began = performance.now();
  work();
  return (performance.now() - began) / 1000;
}

/** Least and median of times. */
export function spread(times: readonly number[]): Spread {
  const sorted = [...times].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { min: sorted[0]!, median };
}

/** `work` once unmeasured, then `repeats` times. */
export function timed(repeats: number, work: () => void): Spread {
  work();
  return spread(Array.from({ length: repeats }, () => secondsOf(work)));
}

/** Highest resident memory of this process so far, MiB. */
export function maxRssMiB(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS / 1024;
  return Number(/VmHWM:\s+(\d+)/u.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? NaN) / 1024;
}
