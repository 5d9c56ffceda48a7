/** Ways to choose runs: by words, all of a group, the best few of a metric. */
import type { RunSummary } from '../../../src-shared/contract/runs.ts';
import { measuredValue } from '../../../src-shared/run/events.ts';

interface PickMetric {
  readonly title: string;
  readonly of: (run: RunSummary) => number | null;
  readonly better: 'high' | 'low';
}

export const PICK_METRICS = {
  bestAccuracy: { title: 'best accuracy', of: (run) => run.bestAccuracy, better: 'high' },
  lastAccuracy: {
    title: 'last accuracy',
    of: (run) => (run.lastAccuracy === null ? null : measuredValue(run.lastAccuracy)),
    better: 'high',
  },
  result: {
    title: 'reported test accuracy',
    of: (run) => (run.result === null ? null : measuredValue(run.result.accuracy)),
    better: 'high',
  },
  lambdaMax: {
    title: 'least λ_max',
    of: (run) => (run.lambdaMax === null ? null : measuredValue(run.lambdaMax)),
    better: 'low',
  },
} as const satisfies Record<string, PickMetric>;
export type PickMetricId = keyof typeof PICK_METRICS;

export const PICK_METRIC_IDS = Object.keys(PICK_METRICS).filter((id): id is PickMetricId =>
  Object.hasOwn(PICK_METRICS, id),
);

/** The best `count` runs by a metric; runs without a finite value of it are none. */
export function bestRuns(runs: readonly RunSummary[], metric: PickMetricId, count: number): RunSummary[] {
  const { of, better }: PickMetric = PICK_METRICS[metric];
  const sign = better === 'high' ? -1 : 1;
  return runs
    .flatMap((run) => {
      const value = of(run);
      return value !== null && Number.isFinite(value) ? [{ run, value }] : [];
    })
    .sort((left, right) => sign * (left.value - right.value))
    .slice(0, count)
    .map(({ run }) => run);
}

/** All runs of the groups of some runs, in the order of `runs`. */
export function sameGroups(runs: readonly RunSummary[], of: readonly RunSummary[]): RunSummary[] {
  const groups = new Set(of.map(({ group }) => group));
  return runs.filter(({ group }) => groups.has(group));
}

/** `ids` with others added at the end, each once. */
export function withRuns(ids: readonly string[], added: readonly RunSummary[]): string[] {
  return [...new Set([...ids, ...added.map(({ id }) => id)])];
}
