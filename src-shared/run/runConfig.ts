/** What a run folder's `config.json` may hold: one schema a kind of run. */
import { z } from 'zod';
import { searchConfigSchema } from './config.ts';
import { evalConfigSchema } from './evalConfig.ts';

export const runConfigSchema = z.union([evalConfigSchema, searchConfigSchema]);
export type RunConfig = z.infer<typeof runConfigSchema>;
