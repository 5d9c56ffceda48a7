/** The folder a run is: its configuration, its events, its checkpoints. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseOrExplain } from '../../../src-shared/contract/issues.ts';
import { PlateauError } from '../../../src-shared/errors.ts';
import { searchConfigSchema, type SearchConfig } from '../../../src-shared/run/config.ts';
import { errorCode, explainWriteError, writeDurably } from './durable.ts';

export interface RunPaths {
  readonly config: string;
  readonly events: string;
  readonly checkpoints: string;
  readonly artifacts: string;
  /** A wish to the running process: see control.ts. */
  readonly control: string;
  /** Which process writes to the folder: see workerLock.ts. */
  readonly lock: string;
  /** What the process prints. */
  readonly log: string;
}

/** Where things lie in a run folder. */
export function runPaths(folder: string): RunPaths {
  return {
    config: join(folder, 'config.json'),
    events: join(folder, 'events.jsonl'),
    checkpoints: join(folder, 'checkpoints'),
    artifacts: join(folder, 'artifacts'),
    control: join(folder, 'control'),
    lock: join(folder, 'worker.json'),
    log: join(folder, 'run.log'),
  };
}

/** Creates the folder of a new run; it appears with everything in it or not at all. */
export function createRunFolder(folder: string, config: SearchConfig): void {
  const target = resolve(folder);
  if (existsSync(target))
    throw new PlateauError(
      `The run folder ${target} exists already.`,
      'Choose another folder, or go on with the run in it: "plateau resume".',
    );
  const temporary = `${target}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(target), { recursive: true });
    mkdirSync(temporary);
    const paths = runPaths(temporary);
    mkdirSync(paths.checkpoints);
    mkdirSync(paths.artifacts);
    writeDurably(paths.config, `${JSON.stringify(config, null, 2)}\n`);
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw explainWriteError(error, target);
  }
}

function readConfigText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new PlateauError(
      `${file} cannot be read (${errorCode(error) ?? String(error)}).`,
      'Give the folder of a run: it holds config.json.',
    );
  }
}

/** The configuration of the run in `folder`; says what is wrong with the file if it is not one. */
export function readRunConfig(folder: string): SearchConfig {
  const file = runPaths(folder).config;
  const text = readConfigText(file);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new PlateauError(
      `${file} is not valid JSON: ${error instanceof Error ? error.message : String(error)}.`,
      'Correct it, or start the run again.',
    );
  }
  return parseOrExplain(searchConfigSchema, value, file);
}
