/** The one place that opens SQLite. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { migrate } from './migrations.ts';

/** Opens (and where needed creates) the database in `file` and brings it to the newest schema. */
export function openDatabase(file: string): Database.Database {
  mkdirSync(path.dirname(file), { recursive: true });
  const database = new Database(file);
  try {
    database.pragma('journal_mode = WAL');
    // The connection that switches to WAL keeps FULL unless told: NORMAL is safe in WAL, and the log
    // of a run is the truth anyway.
    database.pragma('synchronous = NORMAL');
    database.pragma('foreign_keys = ON');
    migrate(database, file);
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
}
