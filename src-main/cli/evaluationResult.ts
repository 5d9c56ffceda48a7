/** What evaluations report: one run's number with its rule, and several seeds together. */
import type { EvaluationResult, RunSummary } from '../../src-shared/contract/runs.ts';
import { measuredValue } from '../../src-shared/run/events.ts';
import { aggregate, type Aggregate } from '../../src-shared/stats/aggregate.ts';
import { ABSENT, meanPercent, percent } from './format.ts';
import { palette } from './palette.ts';
import { stateText } from './states.ts';
import { renderTable, type Column } from './table.ts';

/** Digits after the point: accuracies of trained networks differ in the second. */
const DIGITS = 2;

/** A rule of choosing the epoch, as people say it. */
const RULES: Readonly<Record<string, string>> = {
  last: 'the last epoch',
  'best-test': 'the epoch that is best on the test set',
  'best-validation': 'the epoch that is best on the held-out images',
};

/** `the last epoch (last)`. */
export function ruleText(rule: string): string {
  const words = RULES[rule];
  return words === undefined ? rule : `${words} (${rule})`;
}

/** `Test accuracy 97.41 % at epoch 599: the last epoch (last)`. */
export function resultText({ result }: Pick<RunSummary, 'result'>): string {
  if (result === null) return `Test accuracy ${ABSENT}`;
  return `Test accuracy ${percent(result.accuracy, DIGITS)} at epoch ${result.epoch}: ${ruleText(result.rule)}`;
}

/** `97.52 % at epoch 590`. */
export function bestText({
  bestAccuracy,
  bestEpoch,
}: Pick<RunSummary, 'bestAccuracy' | 'bestEpoch'>): string {
  return `${percent(bestAccuracy, DIGITS)} at epoch ${bestEpoch ?? ABSENT}`;
}

/** What several seeds add up to. */
export interface SeedsResult extends Aggregate {
  readonly rule: string;
  /** The best epoch of all of them. */
  readonly best: { readonly accuracy: number; readonly epoch: number; readonly seed: number } | null;
}

/** Mean ± std of what the finished runs of a group report; undefined while none has finished. */
export function seedsResult(runs: readonly RunSummary[]): SeedsResult | undefined {
  const results = runs
    .map(({ result }) => result)
    .filter((result): result is EvaluationResult => result !== null);
  const over = aggregate(results.map(({ accuracy }) => measuredValue(accuracy)));
  const [first] = results;
  if (over === undefined || first === undefined) return undefined;
  const [best = null] = runs
    .flatMap(({ bestAccuracy: accuracy, bestEpoch: epoch, seed, result }) =>
      accuracy === null || epoch === null || result === null ? [] : [{ accuracy, epoch, seed }],
    )
    .sort((left, right) => right.accuracy - left.accuracy);
  return { ...over, rule: first.rule, best };
}

/** `Test accuracy 97.41 ± 0.05 % (4): the last epoch (last); best 97.52 % at epoch 590 of seed 2`. */
export function seedsText({ rule, best, ...over }: SeedsResult): string {
  const top =
    best === null
      ? ''
      : `; best ${percent(best.accuracy, DIGITS)} at epoch ${best.epoch} of seed ${best.seed}`;
  return `Test accuracy ${meanPercent(over)}: ${ruleText(rule)}${top}`;
}

const COLUMNS: readonly Column[] = [
  { title: 'SEED', align: 'right' },
  { title: 'RUN' },
  { title: 'STATE' },
  { title: 'EPOCHS', align: 'right' },
  { title: 'REPORTED', align: 'right' },
  { title: 'AT', align: 'right' },
  { title: 'BEST', align: 'right' },
  { title: 'AT', align: 'right' },
];

function cells(run: RunSummary): string[] {
  const { result } = run;
  return [
    String(run.seed),
    run.id,
    stateText(run.state),
    `${run.epochsDone}/${run.epochs}`,
    percent(result?.accuracy, DIGITS),
    result === null ? ABSENT : String(result.epoch),
    percent(run.bestAccuracy, DIGITS),
    run.bestEpoch === null ? ABSENT : String(run.bestEpoch),
  ];
}

/** A row a seed, and what they add up to. */
export function seedsTable(runs: readonly RunSummary[]): string {
  const { bold, dim } = palette(process.stdout);
  const bySeed = runs.toSorted((left, right) => left.seed - right.seed);
  const together = seedsResult(runs);
  const table = renderTable(COLUMNS, bySeed.map(cells), dim);
  return together === undefined ? table : `${table}\n\n${bold(seedsText(together))}`;
}
