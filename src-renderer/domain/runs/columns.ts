/** The columns of the table of runs: one table for cells, sorting, groups, the column menu and exports. */
import type { RunSummary } from '../../../src-shared/contract/runs.ts';
import { measuredValue } from '../../../src-shared/run/events.ts';
import { ago, count, percent, quantity } from '../../lib/format.ts';
import { ruleAbout, resultNote } from '../evaluation/rules.ts';

export interface Column {
  readonly title: string;
  /** Where the title is too short to be understood alone. */
  readonly about?: string;
  /** rem. */
  readonly width: number;
  readonly align?: 'right';
  /** What it is sorted by; runs without it come last. */
  readonly value: (run: RunSummary) => string | number | null;
  readonly text: (run: RunSummary, now: number) => string;
  /** What the cell says when pointed at, where it is more than its text. */
  readonly hint?: (run: RunSummary) => string;
  /** A group shows mean ± std (n) of it, with this factor and unit. */
  readonly mean?: { readonly factor: number; readonly unit: string };
  /** Sorted from the largest to the smallest at the first click. */
  readonly largestFirst?: boolean;
}

const orNull = (value: RunSummary['lambdaMax']): number | null =>
  value === null ? null : measuredValue(value);
const whole = (value: number | null): string => (value === null ? '—' : String(value));
const PERCENT = { factor: 100, unit: ' %' } as const;

export const COLUMNS = {
  name: { title: 'Run', width: 17, value: (run) => run.name.toLowerCase(), text: (run) => run.name },
  seed: {
    title: 'Seed',
    width: 4.5,
    align: 'right',
    value: (run) => run.seed,
    text: (run) => String(run.seed),
  },
  state: { title: 'State', width: 7, value: (run) => run.state, text: (run) => run.state },
  progress: {
    title: 'Epochs',
    about: 'epochs done, of those planned',
    width: 8.5,
    value: (run) => run.epochsDone / run.epochs,
    text: (run) => `${run.epochsDone}/${run.epochs}`,
  },
  best: {
    title: 'Best acc.',
    about: 'best validation accuracy of the supernet; of an evaluation, best test accuracy so far',
    width: 9,
    align: 'right',
    value: (run) => run.bestAccuracy,
    text: (run) => percent(run.bestAccuracy, 2),
    mean: PERCENT,
    largestFirst: true,
  },
  bestEpoch: {
    title: 'Best at',
    about: 'epoch of the best accuracy, counted from 0',
    width: 5,
    align: 'right',
    value: (run) => run.bestEpoch,
    text: (run) => whole(run.bestEpoch),
  },
  last: {
    title: 'Last acc.',
    about: 'validation accuracy after the last epoch; of an evaluation, test accuracy',
    width: 9,
    align: 'right',
    value: (run) => orNull(run.lastAccuracy),
    text: (run) => percent(run.lastAccuracy, 2),
    mean: PERCENT,
    largestFirst: true,
  },
  result: {
    title: 'Reported',
    about: 'test accuracy that a finished evaluation reports, by its rule',
    width: 9,
    align: 'right',
    value: (run) => orNull(run.result?.accuracy ?? null),
    text: (run) => percent(run.result?.accuracy, 2),
    hint: ({ result }) =>
      result === null
        ? ''
        : `${percent(result.accuracy, 2)}: ${resultNote(result)}; ${ruleAbout(result.rule)}`,
    mean: PERCENT,
    largestFirst: true,
  },
  lambdaMax: {
    title: 'λ_max',
    about: 'largest eigenvalue of the Hessian of the validation loss after the last epoch that has it',
    width: 8.5,
    align: 'right',
    value: (run) => orNull(run.lambdaMax),
    text: (run) => quantity(run.lambdaMax),
    mean: { factor: 1, unit: '' },
  },
  method: {
    title: 'Method',
    width: 8.5,
    value: (run) => run.methodLabel,
    text: (run) => run.methodLabel,
    hint: (run) => run.methodLabel,
  },
  space: { title: 'Space', width: 4.5, value: (run) => run.space, text: (run) => run.space },
  dataset: { title: 'Data set', width: 6.5, value: (run) => run.dataset, text: (run) => run.dataset },
  tags: {
    title: 'Tags',
    width: 9,
    value: (run) => run.tags.join(' ').toLowerCase() || null,
    text: (run) => run.tags.join(', '),
  },
  created: {
    title: 'Created',
    width: 6.5,
    align: 'right',
    // An id sorts by the time of creation, also within a millisecond.
    value: (run) => run.id,
    text: (run, now) => ago(run.created, now),
    largestFirst: true,
  },
  updated: {
    title: 'Last event',
    width: 6.5,
    align: 'right',
    value: (run) => run.updated,
    text: (run, now) => (run.updated === null ? '—' : ago(run.updated, now)),
    largestFirst: true,
  },
  kind: { title: 'Kind', width: 6, value: (run) => run.kind, text: (run) => run.kind },
  device: { title: 'Device', width: 6, value: (run) => run.device, text: (run) => run.device ?? '—' },
  steps: {
    title: 'Steps',
    about: 'weight steps done',
    width: 5.5,
    align: 'right',
    value: (run) => run.steps,
    text: (run) => count(run.steps),
    largestFirst: true,
  },
  parameters: {
    title: 'Params',
    about: 'parameters of the supernet, or of the network an evaluation trains',
    width: 5.5,
    align: 'right',
    value: (run) => run.parameters,
    text: (run) => (run.parameters === null ? '—' : count(run.parameters)),
    largestFirst: true,
  },
  notes: {
    title: 'Notes',
    width: 13,
    value: (run) => run.notes.toLowerCase() || null,
    text: (run) => run.notes.split('\n', 1)[0] ?? '',
  },
  id: { title: 'Id', width: 15, value: (run) => run.id, text: (run) => run.id },
} as const satisfies Record<string, Column>;

export type ColumnId = keyof typeof COLUMNS;

export function isColumnId(id: string): id is ColumnId {
  return Object.hasOwn(COLUMNS, id);
}

/** All columns in the order of the table above. */
export const COLUMN_IDS = Object.keys(COLUMNS).filter(isColumnId);

/** The column by its id, seen as any column. */
export function columnOf(id: ColumnId): Column {
  return COLUMNS[id];
}
