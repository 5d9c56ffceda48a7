/** What a table can show of runs: the quantity, its unit, and how it is read off a run. */
import type { RunSummary, SeriesPoint } from '../../../src-shared/contract/runs.ts';
import { measuredValue, type Measured } from '../../../src-shared/run/events.ts';
import type { SeriesName } from '../compare/seriesTable.ts';

export interface Quantity {
  readonly title: string;
  readonly unit: '%' | 'h' | '';
  /** Which runs have it: those of an evaluation are never mixed with those of a search. */
  readonly kind: 'search' | 'evaluation';
  /** What it is measured on, for captions. */
  readonly about: string;
  readonly better: 'high' | 'low';
  /** Read from this series; absent: from the summary. */
  readonly series?: SeriesName;
  /** In the unit above; null where the run has none. */
  readonly of: (run: RunSummary, points: readonly SeriesPoint[]) => number | null;
}

const numberOf = (value: Measured | null | undefined): number | null =>
  value === null || value === undefined ? null : measuredValue(value);
const percentOf = (value: Measured | null | undefined): number | null => {
  const part = numberOf(value);
  return part === null ? null : 100 * part;
};
const finite = (points: readonly SeriesPoint[]): number[] =>
  points.map(({ value }) => measuredValue(value)).filter((value) => Number.isFinite(value));
const largest = (points: readonly SeriesPoint[]): number | null => {
  const values = finite(points);
  return values.length === 0 ? numberOf(points.at(-1)?.value) : Math.max(...values);
};
const atBestEpoch = (run: RunSummary, points: readonly SeriesPoint[]): Measured | undefined =>
  points.find(({ epoch }) => epoch !== null && epoch === run.bestEpoch)?.value;
const hoursOf = (points: readonly SeriesPoint[]): number | null =>
  points.length === 0 ? null : finite(points).reduce((sum, value) => sum + value, 0) / 3600;
const errorOf = (accuracy: Measured | null | undefined): number | null => {
  const part = percentOf(accuracy);
  return part === null ? null : 100 - part;
};
/** What an evaluation reports; while it has not finished, what it had last. */
const reported = ({ state, result, lastAccuracy }: RunSummary): Measured | null =>
  state === 'finished' ? (result?.accuracy ?? null) : lastAccuracy;

const supernet = { unit: '%', kind: 'search', better: 'high' } as const;
const discrete = { ...supernet, series: 'epoch.discreteAccuracy' } as const;
const CUT = 'the supernet cut down to the genotype of the epoch, with shared weights, on the validation half';
const evaluated = { unit: '%', kind: 'evaluation', better: 'low' } as const;
const TRAINED = 'the network of the genotype trained from scratch, on the test set';

export const QUANTITIES = {
  bestAccuracy: {
    ...supernet,
    title: 'best validation accuracy',
    about: 'the supernet on the validation half, its best epoch',
    of: (run) => percentOf(run.bestAccuracy),
  },
  lastAccuracy: {
    ...supernet,
    title: 'last validation accuracy',
    about: 'the supernet on the validation half after the last epoch',
    of: (run) => percentOf(run.lastAccuracy),
  },
  discreteAtBest: {
    ...discrete,
    title: 'discrete accuracy at the best epoch',
    about: `${CUT}, at the epoch of the best validation accuracy`,
    of: (run, points) => percentOf(atBestEpoch(run, points)),
  },
  discreteLast: {
    ...discrete,
    title: 'last discrete accuracy',
    about: `${CUT}, after the last epoch`,
    of: (_run, points) => percentOf(points.at(-1)?.value),
  },
  discreteBest: {
    ...discrete,
    title: 'best discrete accuracy',
    about: `${CUT}, its best epoch`,
    of: (_run, points) => percentOf(largest(points)),
  },
  lambdaMax: {
    title: 'λ_max',
    unit: '',
    kind: 'search',
    better: 'low',
    about:
      'largest eigenvalue of the Hessian of the validation loss over the architecture, after the last epoch that has it',
    of: (run) => numberOf(run.lambdaMax),
  },
  lambdaMaxLargest: {
    title: 'largest λ_max of all epochs',
    unit: '',
    kind: 'search',
    better: 'low',
    series: 'epoch.lambdaMax',
    about:
      'largest eigenvalue of the Hessian of the validation loss over the architecture, the largest of all epochs',
    of: (_run, points) => largest(points),
  },
  hours: {
    title: 'search time',
    unit: 'h',
    kind: 'search',
    better: 'low',
    series: 'epoch.seconds',
    about: 'training and validation, without pauses, on the machine of each run',
    of: (_run, points) => hoursOf(points),
  },
  testError: {
    ...evaluated,
    title: 'test error',
    about: `${TRAINED}, as each run reports it by its rule; of runs that have not finished, after their last epoch`,
    of: (run) => errorOf(reported(run)),
  },
  testErrorBest: {
    ...evaluated,
    title: 'least test error of all epochs',
    about: `${TRAINED}, at the epoch that the test set itself picks: it flatters`,
    of: (run) => errorOf(run.bestAccuracy),
  },
  testErrorLast: {
    ...evaluated,
    title: 'last test error',
    about: `${TRAINED}, after the last epoch`,
    of: (run) => errorOf(run.lastAccuracy),
  },
  top5Error: {
    ...evaluated,
    title: 'top-5 test error',
    series: 'epoch.testTop5',
    about: `${TRAINED}, at the epoch that each run reports; of runs that have not finished, after their last epoch`,
    of: (run, points) =>
      errorOf((points.find(({ epoch }) => epoch === run.result?.epoch) ?? points.at(-1))?.value),
  },
  trainingHours: {
    title: 'training time',
    unit: 'h',
    kind: 'evaluation',
    better: 'low',
    series: 'epoch.seconds',
    about: 'training and tests, without pauses, on the machine of each run',
    of: (_run, points) => hoursOf(points),
  },
} as const satisfies Record<string, Quantity>;
export type QuantityId = keyof typeof QUANTITIES;

export function isQuantityId(id: string): id is QuantityId {
  return Object.hasOwn(QUANTITIES, id);
}

export const QUANTITY_IDS = Object.keys(QUANTITIES).filter(isQuantityId);

/** The quantity by its id, seen as any quantity. */
export function quantityOf(id: QuantityId): Quantity {
  return QUANTITIES[id];
}

/** Title with the unit: `λ_max`, `search time, h`. */
export function quantityLabel(id: QuantityId): string {
  const { title, unit } = quantityOf(id);
  return unit === '' ? title : `${title}, ${unit}`;
}
