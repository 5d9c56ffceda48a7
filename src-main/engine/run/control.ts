/** Wishes to a running process, left as a file in its folder and looked at after every step. */
import { rmSync } from 'node:fs';
import { readIfPresent, writeDurably } from './durable.ts';
import { runPaths } from './runFolder.ts';

const REQUESTS = ['stop', 'pause'] as const;
/** Both end the process at the next step with a checkpoint; a paused run keeps its place in the queue. */
export type ControlRequest = (typeof REQUESTS)[number];

/** Asks the process of the run to end; the last request counts. */
export function requestControl(folder: string, request: ControlRequest): void {
  writeDurably(runPaths(folder).control, `${request}\n`);
}

/** The request that waits; anything but a request is passed over, a run must not die of a typo. */
export function pendingControl(folder: string): ControlRequest | undefined {
  const text = readIfPresent(runPaths(folder).control)?.trim();
  return REQUESTS.find((request) => request === text);
}

/** Takes the request back, or marks it as done. */
export function clearControl(folder: string): void {
  rmSync(runPaths(folder).control, { force: true });
}
