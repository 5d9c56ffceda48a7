/** The table of a run's epochs: the same columns while a search runs and in `show`. */
import type { EpochQuantity } from '../../src-shared/contract/runs.ts';
import type { Measured, RunEvent, RunEventOf } from '../../src-shared/run/events.ts';
import { decimals, percent, significant } from './format.ts';
import type { Column } from './table.ts';

type Values = Partial<Record<EpochQuantity, Measured>>;

interface EpochColumn extends Column {
  readonly cell: (values: Values) => string;
}

const COLUMNS: readonly EpochColumn[] = [
  { title: 'train loss', align: 'right', cell: (v) => decimals(v.trainLoss, 3) },
  { title: 'train acc', align: 'right', cell: (v) => percent(v.trainAccuracy) },
  { title: 'val loss', align: 'right', width: 8, cell: (v) => decimals(v.validationLoss, 3) },
  { title: 'val acc', align: 'right', width: 7, cell: (v) => percent(v.validationAccuracy) },
  { title: 'ε', align: 'right', width: 6, cell: (v) => decimals(v.epsilon, 3) },
  { title: 'λ_max', align: 'right', width: 8, cell: (v) => significant(v.lambdaMax) },
  { title: 'skips', align: 'right', cell: (v) => decimals(v.skipsNormal, 0) },
];

export const EPOCH_COLUMNS: readonly Column[] = [{ title: 'epoch', align: 'right' }, ...COLUMNS];

/** A row of the table. Epochs count from 0, as in the log and in `--epoch`. */
export function epochCells(epoch: number, values: Values): string[] {
  return [String(epoch), ...COLUMNS.map(({ cell }) => cell(values))];
}

function valuesOf(event: RunEventOf<'epoch'>): Values {
  return {
    trainLoss: event.trainLoss,
    trainAccuracy: event.trainAccuracy,
    validationLoss: event.validationLoss,
    validationAccuracy: event.validationAccuracy,
    ...(event.epsilon === undefined ? {} : { epsilon: event.epsilon }),
    skipsNormal: event.skips.normal,
  };
}

/**
 * Collects the epochs of a live log. λ_max of an epoch comes in an event of its own, before or after
 * the epoch's: a row is complete when both are there, or when something else shows that it will not come.
 */
export class EpochCollector {
  readonly #withCurvature: boolean;
  #epoch: RunEventOf<'epoch'> | undefined;
  #curvature: RunEventOf<'curvature'> | undefined;

  constructor(withCurvature: boolean) {
    this.#withCurvature = withCurvature;
  }

  /** The rows that `event` completes. */
  add(event: RunEvent): string[][] {
    if (event.type === 'curvature') this.#curvature = event;
    const rows: string[][] = [];
    if (event.type === 'epoch') {
      rows.push(...this.flush());
      this.#epoch = event;
    }
    const complete = this.#curvature?.epoch === this.#epoch?.epoch;
    const waits = this.#withCurvature && !complete && event.type !== 'step';
    if (!waits) rows.push(...this.flush());
    return rows;
  }

  /** The row that still waits for its λ_max, if any. */
  flush(): string[][] {
    const event = this.#epoch;
    if (event === undefined) return [];
    const curvature = this.#curvature?.epoch === event.epoch ? this.#curvature : undefined;
    this.#epoch = undefined;
    const values = {
      ...valuesOf(event),
      ...(curvature === undefined ? {} : { lambdaMax: curvature.lambdaMax }),
    };
    return [epochCells(event.epoch, values)];
  }
}
