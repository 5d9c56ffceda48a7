/** The SQL of the store, prepared once a connection. */
import type { Database } from 'better-sqlite3';

const SESSION_COLUMNS = [
  'log_state',
  'log_reason',
  'host',
  'pid',
  'process_start',
  'device',
  'parameters',
  'steps_per_epoch',
  'shortened',
  'updated',
  'longest_gap',
  'steps',
  'genotype',
  'result',
] as const;

const NEW_COLUMNS = [
  'id',
  'folder',
  'name',
  'kind',
  'method',
  'method_label',
  'space',
  'dataset',
  'seed',
  'group_key',
  'config',
  'created',
  'epochs',
  'state',
  'tags',
  'notes',
  'archived',
] as const;

const ANNOTATION_COLUMNS = ['name', 'tags', 'notes', 'archived'] as const;

function assignments(columns: readonly string[]): string {
  return columns.map((column) => `${column} = @${column}`).join(', ');
}

/** Columns that follow from the series, so that dropping points after a resume cannot leave them stale. */
const DERIVE = `
  WITH accuracy AS (
    SELECT step, epoch, value, status FROM series WHERE run = @run AND name = (
      SELECT CASE kind WHEN 'evaluation' THEN 'epoch.testAccuracy' ELSE 'epoch.validationAccuracy' END
      FROM runs WHERE id = @run)
  ), curvature AS (
    SELECT step, value, status FROM series WHERE run = @run AND name = 'epoch.lambdaMax'
  )
  UPDATE runs SET
    epochs_done = (SELECT count(*) FROM accuracy),
    best_accuracy = (SELECT max(value) FROM accuracy),
    best_epoch = (SELECT epoch FROM accuracy WHERE value IS NOT NULL ORDER BY value DESC, epoch LIMIT 1),
    last_accuracy = (SELECT value FROM accuracy ORDER BY step DESC LIMIT 1),
    last_accuracy_status = (SELECT status FROM accuracy ORDER BY step DESC LIMIT 1),
    lambda_max = (SELECT value FROM curvature ORDER BY step DESC LIMIT 1),
    lambda_max_status = (SELECT status FROM curvature ORDER BY step DESC LIMIT 1)
  WHERE id = @run`;

export function prepareStatements(database: Database) {
  return {
    insertRun: database.prepare(
      `INSERT INTO runs (${NEW_COLUMNS.join(', ')}) VALUES (${NEW_COLUMNS.map((c) => `@${c}`).join(', ')})`,
    ),
    deleteRun: database.prepare('DELETE FROM runs WHERE id = ?'),
    deleteRuns: database.prepare('DELETE FROM runs'),
    run: database.prepare('SELECT * FROM runs WHERE id = ?'),
    runs: database.prepare('SELECT * FROM runs ORDER BY id DESC'),
    runsInState: database.prepare('SELECT * FROM runs WHERE state = ? ORDER BY id'),
    updateSession: database.prepare(
      `UPDATE runs SET ${assignments(SESSION_COLUMNS)}, event_offset = @event_offset WHERE id = @id`,
    ),
    updateState: database.prepare('UPDATE runs SET state = @state, reason = @reason WHERE id = @id'),
    updateAnnotations: database.prepare(`UPDATE runs SET ${assignments(ANNOTATION_COLUMNS)} WHERE id = @id`),
    derive: database.prepare(DERIVE),
    insertPoint: database.prepare(
      'INSERT OR REPLACE INTO series (run, name, step, epoch, value, status) VALUES (@run, @name, @step, @epoch, @value, @status)',
    ),
    dropPoints: database.prepare('DELETE FROM series WHERE run = ? AND step > ?'),
    /** Points as bare columns: curves read hundreds of thousands of points at a time. */
    pointColumns: database
      .prepare('SELECT step, epoch, value, status FROM series WHERE run = ? AND name = ? ORDER BY step')
      .raw(),
    epochPoints: database.prepare(
      "SELECT name, step, epoch, value, status FROM series WHERE run = ? AND name >= 'epoch.' AND name < 'epoch/' ORDER BY step",
    ),
    insertGenotype: database.prepare(
      'INSERT OR REPLACE INTO genotypes (run, epoch, step, text) VALUES (@run, @epoch, @step, @text)',
    ),
    dropGenotypes: database.prepare('DELETE FROM genotypes WHERE run = ? AND step > ?'),
    genotypes: database.prepare('SELECT epoch, step, text FROM genotypes WHERE run = ? ORDER BY epoch'),
  };
}
