/**
 * What the host knows of a run beyond its log, kept in the run's folder so that the next host (and a
 * rebuilt store) knows it too: its place in the queue and the process last started for it.
 */
import path from 'node:path';
import { z } from 'zod';
import { parseOrExplain } from '../../src-shared/contract/issues.ts';
import { readIfPresent, writeDurably } from '../engine/run/durable.ts';

export const SUPERVISION_FILE = 'supervision.json';

const workerSchema = z.strictObject({
  host: z.string().describe('machine the process was started on'),
  pid: z.int(),
  start: z.string().describe('start time of the process, tells a reused pid'),
  device: z.string(),
  offset: z.int().min(0).describe('bytes of the log when it was started: no more now, no word from it yet'),
});

const supervisionSchema = z.strictObject({
  place: z
    .string()
    .nullable()
    .describe('ULID, smaller is earlier; kept while paused; null: not in the queue'),
  waiting: z.boolean().describe('to be started when a device is free'),
  from: z.string().nullable().describe('checkpoint file to go on from at the next start; null: the newest'),
  worker: workerSchema.nullable(),
});
export type Supervision = z.infer<typeof supervisionSchema>;

const NOTHING: Supervision = { place: null, waiting: false, from: null, worker: null };

/** The supervision of a run; undefined where no host has ever taken care of it. */
export function readSupervision(folder: string): Supervision | undefined {
  const file = path.join(folder, SUPERVISION_FILE);
  const text = readIfPresent(file);
  if (text === undefined) return undefined;
  return parseOrExplain(supervisionSchema, JSON.parse(text), file);
}

/** Changes some fields; the file is replaced as a whole, never half written. */
export function updateSupervision(folder: string, change: Partial<Supervision>): void {
  const next = { ...(readSupervision(folder) ?? NOTHING), ...change };
  writeDurably(path.join(folder, SUPERVISION_FILE), `${JSON.stringify(next, null, 2)}\n`);
}
