/** The runs of an evaluation that differ in the seed only, and what they give together. */
import type { RunSummary } from '../../../src-shared/contract/runs.ts';
import { measuredValue } from '../../../src-shared/run/events.ts';
import { aggregate, type Aggregate } from '../../../src-shared/stats/aggregate.ts';
import { meanText } from '../runs/groupText.ts';
import { DECIMALS } from './accuracy.ts';
import { rulesOf } from './rules.ts';

export interface SeedsSummary {
  /** Of what finished runs report, in percent; undefined before one has. Runs that are not finite make it so. */
  readonly reported: Aggregate | undefined;
  /** How the numbers were chosen: one rule, as runs of a group share their configuration. */
  readonly rules: readonly string[];
  /** Runs that report nothing yet, and so are left out. */
  readonly waiting: number;
}

/** The runs of the same group, by seed; archived ones only where they are the run itself. */
export function siblings(all: readonly RunSummary[], run: RunSummary): RunSummary[] {
  const others = all.filter(({ id, group, archived }) => id !== run.id && group === run.group && !archived);
  return [...others, run].sort((left, right) => left.seed - right.seed || (left.id < right.id ? -1 : 1));
}

/** Mean ± std (n) of what the runs report. */
export function seedsSummary(runs: readonly RunSummary[]): SeedsSummary {
  const results = runs.flatMap(({ result }) => (result === null ? [] : [result]));
  return {
    reported: aggregate(results.map(({ accuracy }) => 100 * measuredValue(accuracy))),
    rules: rulesOf(runs),
    waiting: runs.length - results.length,
  };
}

/** `97.31 ± 0.05 % (3)`; a single number has the decimals of its test set. */
export function reportedText({ reported }: SeedsSummary): string {
  if (reported?.n === 1 && Number.isFinite(reported.mean)) return `${reported.mean.toFixed(DECIMALS)} % (1)`;
  return meanText(reported, ' %');
}
