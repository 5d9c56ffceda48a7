/** What an event changes in the row of its run; everything else of the row follows from the series. */
import type { EvaluationResult } from '../../src-shared/contract/runs.ts';
import type { RunEvent, RunEventOf } from '../../src-shared/run/events.ts';
import type { LogState, RunRow } from './rows.ts';

/** The columns that events set directly. */
export type SessionColumns = Pick<
  RunRow,
  | 'log_state'
  | 'log_reason'
  | 'host'
  | 'pid'
  | 'process_start'
  | 'device'
  | 'parameters'
  | 'steps_per_epoch'
  | 'shortened'
  | 'updated'
  | 'longest_gap'
  | 'steps'
  | 'genotype'
  | 'result'
>;

const LAST_WORD: Readonly<Partial<Record<RunEvent['type'], LogState>>> = {
  paused: 'paused',
  stopped: 'stopped',
  finished: 'finished',
  failed: 'failed',
};

function secondsBetween(earlier: string, later: string): number {
  return Math.max(0, (Date.parse(later) - Date.parse(earlier)) / 1000);
}

/** The longest silence of a session so far, s: a step, or the time since the event before. */
function longestGap(row: SessionColumns, event: RunEvent): number {
  if (event.type === 'started' || event.type === 'resumed' || row.updated === null) return row.longest_gap;
  const step = event.type === 'step' ? event.seconds : 0;
  return Math.max(row.longest_gap, step, secondsBetween(row.updated, event.time));
}

function resultOf({ testAccuracy, selectedEpoch, selection }: RunEventOf<'finished'>): string | null {
  if (testAccuracy === undefined) return null;
  const result: EvaluationResult = { accuracy: testAccuracy, epoch: selectedEpoch, rule: selection };
  return JSON.stringify(result);
}

function ownColumns(event: RunEvent): Partial<SessionColumns> {
  switch (event.type) {
    case 'started':
    case 'resumed':
      return {
        host: event.host,
        pid: event.pid,
        process_start: event.processStart,
        device: event.device,
        genotype: null,
        result: null,
      };
    case 'network':
      return {
        parameters: event.parameters,
        steps_per_epoch: event.stepsPerEpoch,
        shortened: JSON.stringify(event.shortened),
      };
    case 'finished':
      return { genotype: event.genotype, result: resultOf(event) };
    case 'failed':
      return { log_reason: `${event.message} ${event.remedy}`.trim() };
    default:
      return {};
  }
}

/** Weight steps done; a failure outside the loop does not know them. */
function stepsAfter(event: RunEvent): Partial<SessionColumns> {
  if (event.type === 'failed') return {};
  return { steps: event.type === 'resumed' ? event.fromStep : event.step };
}

/** The row after `event`. */
export function applyEvent(row: SessionColumns, event: RunEvent): SessionColumns {
  return {
    ...row,
    log_state: LAST_WORD[event.type] ?? 'running',
    log_reason: null,
    longest_gap: longestGap(row, event),
    updated: event.time,
    ...stepsAfter(event),
    ...ownColumns(event),
  };
}
