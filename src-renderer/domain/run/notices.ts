/** What must be said about a run before its numbers are read. */
import type { RunSummary } from '../../../src-shared/contract/runs.ts';
import { quantity } from '../../lib/format.ts';
import type { RunHistory } from './runHistory.ts';

export interface Notice {
  readonly tone: 'bad' | 'warn' | 'plain';
  readonly text: string;
}

/** What a shortened run is worth. */
const MEANING = {
  search: 'this shows the method at work and is no result of it',
  evaluation: 'its accuracy is not that of a whole training on the whole test set',
} as const;

/** Failures first, then what makes the numbers mean less. */
export function noticesOf(run: RunSummary, { ending, notFinite, resumed }: RunHistory): Notice[] {
  const failed = ending?.type === 'failed' ? `${ending.message} ${ending.remedy}` : run.reason;
  const notices: (Notice | undefined)[] = [
    run.state === 'failed'
      ? { tone: 'bad', text: failed ?? 'The run failed without saying why: see its log.' }
      : undefined,
    run.state === 'lost'
      ? {
          tone: 'bad',
          text: `${run.reason ?? 'The process of this run is gone without a last word.'} Resume goes on from its newest checkpoint.`,
        }
      : undefined,
    ...notFinite.slice(-1).map(({ quantity: name, value, step }): Notice => ({
      tone: 'bad',
      text: `${name} became ${quantity(value)} at step ${step}: ${run.kind === 'evaluation' ? 'training' : 'the search'} diverged there.`,
    })),
    run.shortened.length > 0
      ? {
          tone: 'warn',
          text: `Shortened by ${run.shortened.join(', ')}: ${MEANING[run.kind === 'evaluation' ? 'evaluation' : 'search']}.`,
        }
      : undefined,
    resumed.length > 0 && run.state !== 'finished'
      ? {
          tone: 'plain',
          text: `Resumed ${resumed.length === 1 ? 'once' : `${resumed.length} times`}, last from step ${resumed.at(-1)!.fromStep}.`,
        }
      : undefined,
  ];
  return notices.filter((notice) => notice !== undefined);
}
