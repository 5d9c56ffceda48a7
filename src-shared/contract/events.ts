/** What the host tells its clients unasked: one table, event name → schema. */
import { z } from 'zod';
import { runSummarySchema } from './runs.ts';

export const events = {
  /** Runs that were added or changed (each whole), and those that are gone. */
  'runs.changed': z.strictObject({ runs: z.array(runSummarySchema), removed: z.array(z.string()) }),
  'datasets.changed': z.strictObject({}),
} as const satisfies Record<string, z.ZodType>;

export type EventName = keyof typeof events;
export type EventPayload<N extends EventName> = z.output<(typeof events)[N]>;
