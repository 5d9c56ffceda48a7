/**
 * The schema of the store, one string a version; `PRAGMA user_version` counts those applied. A step
 * that has been released is never edited: a change is a new step.
 */
import type { Database } from 'better-sqlite3';
import { PlateauError } from '../../src-shared/errors.ts';

export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    folder TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    method TEXT NOT NULL,
    space TEXT NOT NULL,
    dataset TEXT NOT NULL,
    seed INTEGER NOT NULL,
    group_key TEXT NOT NULL,       -- digest of the config without seed and name
    config TEXT NOT NULL,          -- JSON
    created TEXT NOT NULL,         -- ISO 8601, from the id
    epochs INTEGER NOT NULL,       -- planned
    log_state TEXT,                -- what the log says; NULL: no event yet
    log_reason TEXT,
    state TEXT NOT NULL,           -- the log, the queue and the life of the process together
    reason TEXT,
    host TEXT,                     -- machine, process and device of the last session
    pid INTEGER,
    process_start TEXT,
    device TEXT,
    parameters INTEGER,
    steps_per_epoch INTEGER,
    shortened TEXT NOT NULL DEFAULT '[]',
    updated TEXT,                  -- time of the last event
    longest_gap REAL NOT NULL DEFAULT 0, -- s, longest step or pause between two events of a session
    steps INTEGER NOT NULL DEFAULT 0,
    epochs_done INTEGER NOT NULL DEFAULT 0,
    best_accuracy REAL,
    best_epoch INTEGER,
    last_accuracy REAL,
    last_accuracy_status TEXT,
    lambda_max REAL,
    lambda_max_status TEXT,
    genotype TEXT,
    event_offset INTEGER NOT NULL DEFAULT 0 -- bytes of events.jsonl that are in the store
  ) STRICT;

  -- value is NULL exactly where status says why: SQLite has no NaN.
  CREATE TABLE series (
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    step INTEGER NOT NULL,
    epoch INTEGER,
    value REAL,
    status TEXT CHECK (status IN ('NaN', 'Infinity', '-Infinity')),
    PRIMARY KEY (run, name, step),
    CHECK ((value IS NULL) = (status IS NOT NULL))
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE genotypes (
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    epoch INTEGER NOT NULL,
    step INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (run, epoch)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- What people wrote about a run; the name stands in the column that has it already.
  ALTER TABLE runs ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
  ALTER TABLE runs ADD COLUMN notes TEXT NOT NULL DEFAULT '';
  ALTER TABLE runs ADD COLUMN archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1));
  `,
  `
  -- What a finished evaluation reports: JSON of its test accuracy, the epoch and the rule that chose it.
  ALTER TABLE runs ADD COLUMN result TEXT;
  `,
  `
  -- The method with what it is composed with, from the config; NULL in rows that are older than the column.
  ALTER TABLE runs ADD COLUMN method_label TEXT;
  `,
];

/** Brings a database to the newest version, all steps in one transaction. */
export function migrate(database: Database, file: string): void {
  database
    .transaction(() => {
      const version = Number(database.pragma('user_version', { simple: true }));
      if (version > MIGRATIONS.length)
        throw new PlateauError(
          `The store ${file} has schema ${version}; this version of Plateau knows up to ${MIGRATIONS.length}.`,
          'Use the newer Plateau that wrote it, or delete the file and run `plateau store rebuild`.',
        );
      for (const step of MIGRATIONS.slice(version)) database.exec(step);
      database.pragma(`user_version = ${MIGRATIONS.length}`);
    })
    .immediate();
}
