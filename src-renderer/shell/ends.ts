/** Which change of a run is worth telling a user who looks elsewhere. */
import type { RunSummary } from '../../src-shared/contract/runs.ts';
import { resultNote } from '../domain/evaluation/rules.ts';
import { percent } from '../lib/format.ts';

const TITLES: Readonly<Record<string, string>> = { finished: 'Finished', failed: 'Failed', lost: 'Lost' };

/** Title and text for a run that has just ended; undefined for all other changes. */
export function endOf(
  before: string | undefined,
  run: RunSummary,
): { title: string; body: string } | undefined {
  const title = TITLES[run.state];
  if (title === undefined || before === undefined || before === run.state) return undefined;
  const accuracy =
    run.result !== null
      ? ` Test accuracy ${percent(run.result.accuracy, 2)}, ${resultNote(run.result)}.`
      : run.bestAccuracy === null
        ? ''
        : ` Best validation accuracy ${percent(run.bestAccuracy)}.`;
  return {
    title: `${title}: ${run.name}, seed ${run.seed}`,
    body: run.state === 'finished' ? `${run.epochsDone} epochs.${accuracy}` : (run.reason ?? ''),
  };
}
