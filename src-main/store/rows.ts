/** Rows of the store, parsed where they leave SQLite. */
import { z } from 'zod';
import { resultSchema, runStateSchema, type RunSummary } from '../../src-shared/contract/runs.ts';
import { methodTitle, runMethodLabel } from '../../src-shared/methods/label.ts';
import { runConfigSchema } from '../../src-shared/run/runConfig.ts';
import { fromColumns } from './quantities.ts';

export const LOG_STATES = ['running', 'paused', 'stopped', 'finished', 'failed'] as const;
export type LogState = (typeof LOG_STATES)[number];

const text = z.string();
const textOrNull = text.nullable();
const count = z.int();

export const runRowSchema = z.object({
  id: text,
  folder: text,
  name: text,
  kind: text,
  method: text,
  method_label: textOrNull,
  space: text,
  dataset: text,
  seed: count,
  group_key: text,
  config: text,
  created: text,
  epochs: count,
  log_state: z.enum(LOG_STATES).nullable(),
  log_reason: textOrNull,
  state: runStateSchema,
  reason: textOrNull,
  host: textOrNull,
  pid: count.nullable(),
  process_start: textOrNull,
  device: textOrNull,
  parameters: count.nullable(),
  steps_per_epoch: count.nullable(),
  shortened: text,
  updated: textOrNull,
  longest_gap: z.number(),
  steps: count,
  epochs_done: count,
  best_accuracy: z.number().nullable(),
  best_epoch: count.nullable(),
  last_accuracy: z.number().nullable(),
  last_accuracy_status: textOrNull,
  lambda_max: z.number().nullable(),
  lambda_max_status: textOrNull,
  genotype: textOrNull,
  result: textOrNull,
  event_offset: count,
  tags: text,
  notes: text,
  archived: count,
});
export type RunRow = z.infer<typeof runRowSchema>;

export const pointRowSchema = z.object({
  name: text,
  step: count,
  epoch: count.nullable(),
  value: z.number().nullable(),
  status: textOrNull,
});

export const genotypeRowSchema = z.object({ epoch: count, step: count, text });

/** The label of a row that was written without it. */
function labelOf({ config, method }: RunRow): string {
  const known = runConfigSchema.safeParse(JSON.parse(config));
  return known.success ? runMethodLabel(known.data) : methodTitle(method);
}

/** What clients see of a row. */
export function toSummary(row: RunRow): RunSummary {
  return {
    id: row.id,
    folder: row.folder,
    name: row.name,
    kind: row.kind,
    method: row.method,
    methodLabel: row.method_label ?? labelOf(row),
    space: row.space,
    dataset: row.dataset,
    seed: row.seed,
    group: row.group_key,
    state: row.state,
    reason: row.reason,
    created: row.created,
    updated: row.updated,
    device: row.device,
    epochs: row.epochs,
    epochsDone: row.epochs_done,
    steps: row.steps,
    stepsPerEpoch: row.steps_per_epoch,
    bestAccuracy: row.best_accuracy,
    bestEpoch: row.best_epoch,
    lastAccuracy: fromColumns(row.last_accuracy, row.last_accuracy_status),
    lambdaMax: fromColumns(row.lambda_max, row.lambda_max_status),
    genotype: row.genotype,
    result: row.result === null ? null : resultSchema.parse(JSON.parse(row.result)),
    parameters: row.parameters,
    shortened: z.array(text).parse(JSON.parse(row.shortened)),
    offset: row.event_offset,
    tags: z.array(text).parse(JSON.parse(row.tags)),
    notes: row.notes,
    archived: row.archived === 1,
  };
}
