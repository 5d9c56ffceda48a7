/**
 * The store: what the logs of all runs say, in a form that lists and charts can ask. It holds nothing
 * that the run folders do not hold; its one writer is the host.
 */
import path from 'node:path';
import { decodeTime } from 'ulid';
import { searchConfigSchema, type SearchConfig } from '../../src-shared/run/config.ts';
import type { RunEvent } from '../../src-shared/run/events.ts';
import type { RunState, Series } from '../../src-shared/contract/runs.ts';
import { configDigest } from '../engine/run/checkpoint.ts';
import { openDatabase } from './database.ts';
import { fromColumns, pointsOf, toColumns } from './quantities.ts';
import { genotypeRowSchema, pointRowSchema, runRowSchema, type RunRow } from './rows.ts';
import { applyEvent } from './session.ts';
import { prepareStatements } from './statements.ts';

export interface NewRun {
  readonly id: string;
  readonly folder: string;
  readonly config: SearchConfig;
}

export type Store = ReturnType<typeof openStore>;

/** Equal for runs whose configurations differ in nothing but the seed and the name. */
export function groupKey(config: SearchConfig): string {
  return configDigest({ ...config, seed: 0, name: '' });
}

function nameOf(config: SearchConfig): string {
  return config.name === '' ? `${config.method} ${config.space} ${config.dataset}` : config.name;
}

/** Opens the store in the SQLite file `file`, creating it where there is none. */
export function openStore(file: string) {
  const database = openDatabase(file);
  const sql = prepareStatements(database);

  function get(id: string): RunRow | undefined {
    const row = sql.run.get(id);
    return row === undefined ? undefined : runRowSchema.parse(row);
  }

  function ingestEvents(id: string, events: readonly RunEvent[], offset: number): void {
    let row = get(id);
    if (row === undefined) throw new Error(`the store has no run ${id}`);
    for (const event of events) {
      const last = lastStepKept(event);
      if (last !== undefined) {
        sql.dropPoints.run(id, last);
        sql.dropGenotypes.run(id, last);
      }
      const epoch = 'epoch' in event ? event.epoch : null;
      for (const { name, value } of pointsOf(event))
        sql.insertPoint.run({ run: id, name, step: event.step, epoch, ...toColumns(value) });
      if (event.type === 'epoch')
        sql.insertGenotype.run({ run: id, epoch: event.epoch, step: event.step, text: event.genotype });
      row = { ...row, ...applyEvent(row, event) };
    }
    sql.updateSession.run({ ...row, event_offset: offset });
    sql.derive.run({ run: id });
  }

  const ingest = database.transaction(ingestEvents);

  return {
    /** Adds a run that the store does not know yet; its events follow by `ingest`. */
    register({ id, folder, config }: NewRun): void {
      sql.insertRun.run({
        id,
        folder: path.resolve(folder),
        name: nameOf(config),
        kind: config.kind,
        method: config.method,
        space: config.space,
        dataset: config.dataset,
        seed: config.seed,
        group_key: groupKey(config),
        config: JSON.stringify(config),
        created: new Date(decodeTime(id)).toISOString(),
        epochs: config.epochs,
        state: 'stopped',
      });
    },

    /** Adds events of a run up to byte `offset` of its log, all or nothing. */
    ingest(id: string, events: readonly RunEvent[], offset: number): void {
      ingest.immediate(id, events, offset);
    },

    /** Sets the state that the log, the queue and the process add up to. */
    setState(id: string, state: RunState, reason: string | null): void {
      sql.updateState.run({ id, state, reason });
    },

    remove(id: string): void {
      sql.deleteRun.run(id);
    },

    /** Forgets all runs, for a rebuild. */
    clear(): void {
      sql.deleteRuns.run();
    },

    get,

    config(row: RunRow): SearchConfig {
      return searchConfigSchema.parse(JSON.parse(row.config));
    },

    /** All runs, newest first. */
    list(): RunRow[] {
      return runRowSchema.array().parse(sql.runs.all());
    },

    /** Runs in a state, oldest first. */
    inState(state: RunState): RunRow[] {
      return runRowSchema.array().parse(sql.runsInState.all(state));
    },

    series(id: string, names: readonly string[]): Series[] {
      return names.map((name) => ({ name, points: toPoints(sql.points.all(id, name)) }));
    },

    /** All points of the series `epoch.*`. */
    epochPoints(id: string) {
      return pointRowSchema.array().parse(sql.epochPoints.all(id));
    },

    genotypes(id: string) {
      return genotypeRowSchema.array().parse(sql.genotypes.all(id));
    },

    close(): void {
      database.pragma('wal_checkpoint(TRUNCATE)');
      database.close();
    },
  };
}

/** Where a session begins, what an earlier one did beyond that step is undone; a fresh start undoes all. */
function lastStepKept(event: RunEvent): number | undefined {
  if (event.type === 'started') return -1;
  return event.type === 'resumed' ? event.fromStep : undefined;
}

function toPoints(rows: unknown[]): Series['points'] {
  return pointRowSchema
    .array()
    .parse(rows)
    .flatMap(({ step, epoch, value, status }) => {
      const number = fromColumns(value, status);
      return number === null ? [] : [{ step, epoch, value: number }];
    });
}
