/** The table of a run's epochs: the same columns while it runs and in `show`. */
import type { EpochQuantity } from '../../src-shared/contract/runs.ts';
import type { Measured, RunEvent, RunEventOf } from '../../src-shared/run/events.ts';
import type { RunConfig } from '../../src-shared/run/runConfig.ts';
import { SEARCH_SPACES } from '../../src-shared/space/searchSpaces.ts';
import { decimals, percent, significant } from './format.ts';
import type { Column } from './table.ts';

type Values = { readonly [Q in EpochQuantity]?: Measured | undefined };

interface EpochColumn extends Column {
  readonly cell: (values: Values) => string;
}

const TRAIN: readonly EpochColumn[] = [
  { title: 'train loss', align: 'right', cell: (v) => decimals(v.trainLoss, 3) },
  { title: 'train acc', align: 'right', cell: (v) => percent(v.trainAccuracy) },
];

const VALIDATION: readonly EpochColumn[] = [
  { title: 'val loss', align: 'right', width: 8, cell: (v) => decimals(v.validationLoss, 3) },
  { title: 'val acc', align: 'right', width: 7, cell: (v) => percent(v.validationAccuracy) },
];

const SEARCH: readonly EpochColumn[] = [
  ...TRAIN,
  ...VALIDATION,
  { title: 'ε', align: 'right', width: 6, cell: (v) => decimals(v.epsilon, 3) },
  { title: 'λ_max', align: 'right', width: 8, cell: (v) => significant(v.lambdaMax) },
];

const SKIPS: EpochColumn = {
  title: 'skips',
  align: 'right',
  cell: (v) => decimals(v.skipsNormal, 0),
};

const EVALUATION: readonly EpochColumn[] = [
  { title: 'test loss', align: 'right', cell: (v) => decimals(v.testLoss, 3) },
  { title: 'top-1', align: 'right', width: 7, cell: (v) => percent(v.testAccuracy, 2) },
  { title: 'top-5', align: 'right', width: 7, cell: (v) => percent(v.testTop5, 2) },
  { title: 'lr', align: 'right', width: 8, cell: (v) => significant(v.learningRate) },
  { title: 'img/s', align: 'right', width: 7, cell: (v) => significant(v.imagesPerSecond) },
];

function columnsOf(config: RunConfig): readonly EpochColumn[] {
  if (config.kind === 'search')
    return SEARCH_SPACES[config.space].kind === 'cell' ? [...SEARCH, SKIPS] : SEARCH;
  return [...TRAIN, ...(config.holdOut > 0 ? VALIDATION : []), ...EVALUATION];
}

/** The table of a run's epochs. */
export interface EpochTable {
  readonly columns: readonly Column[];
  /** A row of it. Epochs count from 0, as in the log and in `--epoch`. */
  readonly cells: (epoch: number, values: Values) => string[];
}

/** The table that fits a run: a search shows its λ_max and, where there are any, skips; an evaluation what the test set says. */
export function epochTable(config: RunConfig): EpochTable {
  const columns = columnsOf(config);
  return {
    columns: [{ title: 'epoch', align: 'right' }, ...columns],
    cells: (epoch, values) => [String(epoch), ...columns.map(({ cell }) => cell(values))],
  };
}

type EpochEvent = RunEventOf<'epoch'> | RunEventOf<'tested'>;

function valuesOf(event: EpochEvent): Values {
  if (event.type === 'tested') return event;
  const { trainLoss, trainAccuracy, validationLoss, validationAccuracy, epsilon, skips } = event;
  return {
    trainLoss,
    trainAccuracy,
    validationLoss,
    validationAccuracy,
    ...(epsilon === undefined ? {} : { epsilon }),
    ...(skips ? { skipsNormal: skips.normal } : {}),
  };
}

/**
 * Collects the epochs of a live log. λ_max of an epoch comes in an event of its own, before or after
 * the epoch's: a row is complete when both are there, or when something else shows that it will not come.
 */
export class EpochCollector {
  readonly #table: EpochTable;
  readonly #withCurvature: boolean;
  #epoch: EpochEvent | undefined;
  #curvature: RunEventOf<'curvature'> | undefined;

  constructor(config: RunConfig) {
    this.#table = epochTable(config);
    this.#withCurvature = config.kind === 'search' && config.curvature !== 'off';
  }

  /** The rows that `event` completes. */
  add(event: RunEvent): string[][] {
    if (event.type === 'curvature') this.#curvature = event;
    const rows: string[][] = [];
    if (event.type === 'epoch' || event.type === 'tested') {
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
    return [this.#table.cells(event.epoch, values)];
  }
}
