/** What a group's row says in each column. */
import { RUN_STATES, type RunState, type RunSummary } from '../../../src-shared/contract/runs.ts';
import type { Aggregate } from '../../../src-shared/stats/aggregate.ts';
import { meanStd } from '../../lib/format.ts';
import { columnOf, type ColumnId } from './columns.ts';
import { groupMean } from './rows.ts';

/** How many of the runs are in each state that occurs. */
export function statesOf(runs: readonly RunSummary[]): [RunState, number][] {
  return RUN_STATES.map((state): [RunState, number] => [
    state,
    runs.filter((run) => run.state === state).length,
  ]).filter(([, count]) => count > 0);
}

/** `1–3, 7`: the seeds of a group. */
export function seedsText(seeds: readonly number[]): string {
  const sorted = [...new Set(seeds)].sort((left, right) => left - right);
  const ranges: [number, number][] = [];
  for (const seed of sorted) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === seed - 1) last[1] = seed;
    else ranges.push([seed, seed]);
  }
  return ranges
    .map(([from, to]) => {
      if (from === to) return String(from);
      return to === from + 1 ? `${from}, ${to}` : `${from}–${to}`;
    })
    .join(', ');
}

/** `64.1 ± 0.3 % (3)`; what is not finite stays visible. */
export function meanText(value: Aggregate | undefined, unit: string): string {
  if (value === undefined) return '—';
  if (!Number.isFinite(value.mean)) return `✕ ${String(value.mean)} (${value.n})`;
  return meanStd(value.mean, value.std, value.n, unit);
}

/** Mean ± std (n) where there is one, the text the runs share, else nothing. */
export function groupText(runs: readonly RunSummary[], id: ColumnId, now: number): string {
  const { mean, text } = columnOf(id);
  if (mean !== undefined) return meanText(groupMean(runs, id), mean.unit);
  if (id === 'seed') return seedsText(runs.map(({ seed }) => seed));
  const texts = new Set(runs.map((run) => text(run, now)));
  return texts.size === 1 ? [...texts][0]! : '';
}

/** What a cell of a group says when pointed at: each run's own; '' where the text says it all. */
export function groupHint(runs: readonly RunSummary[], id: ColumnId): string {
  const { hint } = columnOf(id);
  if (hint === undefined) return '';
  const lines = runs.map((run) => `seed ${run.seed}: ${hint(run) || 'nothing yet'}`);
  return lines.join('\n');
}
