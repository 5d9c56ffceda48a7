/** What a run's events say, folded up event by event: its epochs, and how the run fares. */
import { readText } from '../genotype/sources.ts';
import type { NasbenchArchitecture } from '../../../src-shared/nasbench/architecture.ts';
import { measuredValue, type RunEvent, type RunEventOf } from '../../../src-shared/run/events.ts';
import type { Genotype } from '../../../src-shared/genotype/types.ts';
import { mixingOf, type Mixing } from './mixing.ts';

/** What a run of any kind says after an epoch. */
export interface EpochEntry {
  readonly event: Pick<
    RunEventOf<'epoch'> | RunEventOf<'tested'>,
    'epoch' | 'step' | 'seconds' | 'dataWait' | 'maxRssMiB'
  >;
}

/** An epoch of a search. */
export interface EpochRecord extends Mixing {
  readonly event: RunEventOf<'epoch'>;
  /** Measured after the epoch; absent while it is, or where the run does without. */
  readonly curvature?: RunEventOf<'curvature'>;
  /** Absent where the text cannot be read, or is of a space with operations on nodes. */
  readonly genotype: Genotype | undefined;
  /** Of a space with operations on nodes. */
  readonly architecture: NasbenchArchitecture | undefined;
}

/** An epoch of an evaluation. */
export interface TestedRecord {
  readonly event: RunEventOf<'tested'>;
}

/** An event after which no process works on the run. */
export type Ending = RunEventOf<'stopped' | 'paused' | 'finished' | 'failed'>;

export interface RunHistory {
  /** Of a search, in order. */
  readonly epochs: readonly EpochRecord[];
  /** Of an evaluation, in order. */
  readonly tested: readonly TestedRecord[];
  readonly checkpoints: readonly RunEventOf<'checkpoint'>[];
  readonly notFinite: readonly RunEventOf<'notFinite'>[];
  readonly resumed: readonly RunEventOf<'resumed'>[];
  readonly started?: RunEventOf<'started'>;
  readonly network?: RunEventOf<'network'>;
  readonly lastStep?: RunEventOf<'step'>;
  /** What the process last said it is at. */
  readonly progress?: RunEventOf<'progress'>;
  readonly ending?: Ending;
}

export const EMPTY_HISTORY: RunHistory = {
  epochs: [],
  tested: [],
  checkpoints: [],
  notFinite: [],
  resumed: [],
};

/** The epochs that are done, of whichever kind the run is. */
export function entriesOf({ epochs, tested }: RunHistory): readonly EpochEntry[] {
  return epochs.length > 0 ? epochs : tested;
}

function recordOf(event: RunEventOf<'epoch'>): EpochRecord {
  const { genotype, architecture } = readText(event.genotype);
  return { event, ...mixingOf(event), genotype, architecture: architecture?.architecture };
}

/** The epochs with one put in its place; a repeated epoch replaces the earlier one. */
function withEpoch<R extends EpochEntry>(epochs: readonly R[], record: R): R[] {
  const before = epochs.filter(({ event }) => event.epoch < record.event.epoch);
  const after = epochs.filter(({ event }) => event.epoch > record.event.epoch);
  return [...before, record, ...after];
}

/** What remains when a run goes on from a step: work beyond it is done again. */
function rewound(history: RunHistory, event: RunEventOf<'resumed'>): RunHistory {
  const kept = ({ step }: { readonly step: number }): boolean => step <= event.fromStep;
  const { ending: _ending, progress: _progress, lastStep, ...rest } = history;
  return {
    ...rest,
    epochs: history.epochs
      .filter((record) => kept(record.event))
      .map(({ curvature, ...record }) => ({
        ...record,
        ...(curvature !== undefined && kept(curvature) ? { curvature } : {}),
      })),
    tested: history.tested.filter((record) => kept(record.event)),
    checkpoints: history.checkpoints.filter(kept),
    notFinite: history.notFinite.filter(kept),
    resumed: [...history.resumed, event],
    ...(lastStep !== undefined && kept(lastStep) ? { lastStep } : {}),
  };
}

type Reducers = {
  readonly [T in RunEvent['type']]: (history: RunHistory, event: RunEventOf<T>) => RunHistory;
};

const ended = (history: RunHistory, ending: Ending): RunHistory => ({ ...history, ending });

const REDUCERS: Reducers = {
  // A run that died before its first checkpoint starts again from nothing.
  started: (_history, started) => ({ ...EMPTY_HISTORY, started }),
  resumed: rewound,
  progress: (history, progress) => ({ ...history, progress }),
  network: (history, network) => ({ ...history, network }),
  step: (history, lastStep) => ({ ...history, lastStep }),
  epoch: (history, event) => ({ ...history, epochs: withEpoch(history.epochs, recordOf(event)) }),
  tested: (history, event) => ({ ...history, tested: withEpoch(history.tested, { event }) }),
  curvature: (history, curvature) => ({
    ...history,
    epochs: history.epochs.map((record) =>
      record.event.epoch === curvature.epoch ? { ...record, curvature } : record,
    ),
  }),
  checkpoint: (history, event) => ({ ...history, checkpoints: [...history.checkpoints, event] }),
  notFinite: (history, event) => ({ ...history, notFinite: [...history.notFinite, event] }),
  stopped: ended,
  paused: ended,
  finished: ended,
  failed: ended,
};

function reduce<T extends RunEvent['type']>(history: RunHistory, event: RunEventOf<T>): RunHistory {
  const reducer = REDUCERS[event.type];
  return reducer(history, event);
}

/** The history with more events of the log, in the order in which they were written. */
export function extend(history: RunHistory, events: readonly RunEvent[]): RunHistory {
  return events.reduce<RunHistory>((sofar, event) => reduce(sofar, event), history);
}

/** λ_max over the epochs that have it, in order. */
export function lambdaPoints(
  epochs: readonly EpochRecord[],
): { readonly epoch: number; readonly value: number }[] {
  return epochs.flatMap(({ event, curvature }) =>
    curvature === undefined ? [] : [{ epoch: event.epoch, value: measuredValue(curvature.lambdaMax) }],
  );
}
