/** Which waiting runs start now, and on which device (pure). */

export interface Waiting {
  readonly id: string;
  /** Smaller is earlier. */
  readonly place: string;
}

export interface Start {
  readonly id: string;
  readonly device: string;
}

/**
 * Fills the free slots in queue order, each on the device with the fewest runs.
 * `busy` lists the device of every running run; `parallel` is how many runs a device takes.
 */
export function nextStarts(
  waiting: readonly Waiting[],
  busy: readonly string[],
  devices: readonly string[],
  parallel: number,
): Start[] {
  const load = new Map(devices.map((device) => [device, 0]));
  // A run on a device that is not there (any more) still takes the machine's first slot.
  for (const device of busy) {
    const key = load.has(device) ? device : devices[0]!;
    load.set(key, load.get(key)! + 1);
  }
  const starts: Start[] = [];
  for (const { id } of [...waiting].sort((left, right) => (left.place < right.place ? -1 : 1))) {
    const [device, runs] = [...load].reduce((least, entry) => (entry[1] < least[1] ? entry : least));
    if (runs >= parallel) break;
    load.set(device, runs + 1);
    starts.push({ id, device });
  }
  return starts;
}
