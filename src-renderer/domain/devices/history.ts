/** The last minutes of a measured quantity, as a line. */

/** Looks kept: five minutes of one every two seconds. */
export const KEPT = 150;

/** The list with one more at its end, the oldest dropped. */
export function appended<T>(list: readonly T[], item: T): readonly T[] {
  return [...list, item].slice(-KEPT);
}

/**
 * The line of parts (0..1) in a box: `M0,10 L…`, the newest at the right edge; a value that is missing
 * leaves a gap.
 */
export function sparkPath(parts: readonly (number | null)[], width: number, height: number): string {
  const step = width / (KEPT - 1);
  const left = width - step * (parts.length - 1);
  let pen = 'M';
  const path: string[] = [];
  parts.forEach((part, index) => {
    if (part === null) {
      pen = 'M';
      return;
    }
    const y = height - Math.min(1, Math.max(0, part)) * height;
    path.push(`${pen}${(left + index * step).toFixed(1)},${y.toFixed(1)}`);
    pen = 'L';
  });
  return path.join(' ');
}
