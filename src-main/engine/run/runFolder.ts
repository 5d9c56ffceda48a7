/** The folder a run is: its configuration, its events, its checkpoints. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseOrExplain } from '../../../src-shared/contract/issues.ts';
import { PlateauError } from '../../../src-shared/errors.ts';
import { searchConfigSchema, type SearchConfig } from '../../../src-shared/run/config.ts';
import { evalConfigSchema } from '../../../src-shared/run/evalConfig.ts';
import type { RunConfig } from '../../../src-shared/run/runConfig.ts';
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
  /** What people wrote about the run: see store/annotations.ts. */
  readonly annotations: string;
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
    annotations: join(folder, 'annotations.json'),
  };
}

/** Creates the folder of a new run; it appears with everything in it or not at all. */
export function createRunFolder(folder: string, config: RunConfig): void {
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

/** A union of the two would say of a mistyped knob only that none of its schemas fits. */
function schemaOf(value: unknown): typeof evalConfigSchema | typeof searchConfigSchema {
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
  return kind === 'evaluation' ? evalConfigSchema : searchConfigSchema;
}

/** The configuration of the run in `folder`, of whatever kind; says what is wrong with the file if it is not one. */
export function readAnyRunConfig(folder: string): RunConfig {
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
  return parseOrExplain(schemaOf(value), value, file);
}

/** The configuration of the search in `folder`; a run of another kind is refused. */
export function readRunConfig(folder: string): SearchConfig {
  const config = readAnyRunConfig(folder);
  if (config.kind === 'search') return config;
  throw new PlateauError(
    `The run in ${folder} is an evaluation: this version trains searches only.`,
    'Give the folder of a search.',
  );
}
