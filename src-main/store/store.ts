/**
 * The store: what the logs of all runs say, in a form that lists and charts can ask. It holds nothing
 * that the run folders do not hold; its one writer is the host.
 */
import { z } from 'zod';
import type { RunEvent } from '../../src-shared/run/events.ts';
import { runConfigSchema, type RunConfig } from '../../src-shared/run/runConfig.ts';
import type { RunState, Series, SeriesPoint } from '../../src-shared/contract/runs.ts';
import type { Annotations } from './annotations.ts';
import { openDatabase } from './database.ts';
import { annotationColumns, newColumns, type NewRun } from './newRun.ts';
import { fromColumns, pointsOf, toColumns } from './quantities.ts';
import { genotypeRowSchema, pointRowSchema, runRowSchema, type RunRow } from './rows.ts';
import { applyEvent } from './session.ts';
import { prepareStatements } from './statements.ts';

export { groupKey, type NewRun } from './newRun.ts';

export type Store = ReturnType<typeof openStore>;

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
  const touched = new Set<string>();

  return {
    /** Adds a run that the store does not know yet; its events follow by `ingest`. */
    register(run: NewRun): void {
      sql.insertRun.run(newColumns(run));
      touched.add(run.id);
    },

    /** Sets what people wrote about a run. */
    annotate(row: RunRow, annotations: Annotations): void {
      sql.updateAnnotations.run({ id: row.id, ...annotationColumns(configOf(row), annotations) });
      touched.add(row.id);
    },

    /** Ids of the runs that were added, changed or removed since the last call. */
    takeTouched(): string[] {
      const ids = [...touched];
      touched.clear();
      return ids;
    },

    /** Adds events of a run up to byte `offset` of its log, all or nothing. */
    ingest(id: string, events: readonly RunEvent[], offset: number): void {
      ingest.immediate(id, events, offset);
      touched.add(id);
    },

    /** Sets the state that the log, the queue and the process add up to. */
    setState(id: string, state: RunState, reason: string | null): void {
      sql.updateState.run({ id, state, reason });
      touched.add(id);
    },

    remove(id: string): void {
      sql.deleteRun.run(id);
      touched.add(id);
    },

    /** Forgets all runs, for a rebuild. */
    clear(): void {
      for (const { id } of this.list()) touched.add(id);
      sql.deleteRuns.run();
    },

    get,

    config: configOf,

    /** All runs, newest first. */
    list(): RunRow[] {
      return runRowSchema.array().parse(sql.runs.all());
    },

    /** Runs in a state, oldest first. */
    inState(state: RunState): RunRow[] {
      return runRowSchema.array().parse(sql.runsInState.all(state));
    },

    series(id: string, names: readonly string[]): Series[] {
      return names.map((name) => ({ name, points: this.points(id, name) }));
    },

    /** The points of one series, in order of steps. */
    points(id: string, name: string): SeriesPoint[] {
      return columnsToPoints(sql.pointColumns.all(id, name));
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

function configOf(row: RunRow): RunConfig {
  return runConfigSchema.parse(JSON.parse(row.config));
}

/** The table is STRICT, so its columns have the types it declares: one look at the whole is enough. */
const columnsSchema = z.custom<[number, number | null, number | null, string | null][]>((rows) =>
  Array.isArray(rows),
);

function columnsToPoints(rows: unknown[]): SeriesPoint[] {
  return columnsSchema.parse(rows).flatMap(([step, epoch, value, status]) => {
    const number = fromColumns(value, status);
    return number === null ? [] : [{ step, epoch, value: number }];
  });
}
