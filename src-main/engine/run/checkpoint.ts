/**
 * Checkpoints: one safetensors file each, `checkpoints/step-00000123.safetensors`, with the tensors of the
 * session, the state of the search as JSON in the metadata, and a SHA-256 over the whole file.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { parseOrExplain } from '../../../src-shared/contract/issues.ts';
import { PlateauError } from '../../../src-shared/errors.ts';
import { numberOrNotFinite } from '../../../src-shared/run/events.ts';
import type { RunConfig } from '../../../src-shared/run/runConfig.ts';
import { errorCode, removeTemporaries, writeDurably } from './durable.ts';
import { runPaths } from './runFolder.ts';
import { decodeSafetensors, encodeSafetensors, type StoredTensors } from './safetensors.ts';

const count = z.int().min(0);

/** Where a run stands: what the checkpoints of all kinds of runs hold. */
export const positionSchema = z.strictObject({
  step: count.describe('weight steps done'),
  epoch: count.describe('epoch the next step belongs to, 0-based'),
  stepInEpoch: count.describe('weight steps done in that epoch'),
  running: z
    .strictObject({
      loss: numberOrNotFinite,
      correct: z.number().min(0).describe('images classified correctly'),
      images: count,
      seconds: z.number(),
      dataWait: z.number().describe('seconds'),
    })
    .describe('sums over the steps of the current epoch'),
});

/** Everything but the tensors; each kind of run has a schema of its own. */
export interface CheckpointState extends z.infer<typeof positionSchema> {
  readonly config: RunConfig;
  readonly configDigest: string;
}

export interface Checkpoint<State extends CheckpointState = CheckpointState> {
  readonly tensors: StoredTensors;
  readonly state: State;
}

export interface CheckpointFile {
  readonly file: string;
  readonly step: number;
}

const NAME = /^step-(\d{8,})\.safetensors$/u;
const NO_DIGEST = '0'.repeat(64);
/** Knobs that change nothing a search computes; a run may be resumed with other values. */
const FREE_KNOBS: ReadonlySet<string> = new Set(['name', 'checkpointMinutes', 'keepCheckpoints']);

function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** SHA-256 of the configuration as JSON with sorted knobs. */
export function configDigest(config: RunConfig): string {
  return sha256(
    JSON.stringify(Object.fromEntries(Object.entries(config).toSorted(([a], [b]) => (a < b ? -1 : 1)))),
  );
}

function shown(value: unknown): string {
  return value === undefined ? 'unset' : JSON.stringify(value);
}

/** Refuses to go on from a checkpoint that was written under another configuration. */
export function assertConfigFits(state: CheckpointState, config: RunConfig): void {
  if (state.configDigest === configDigest(config)) return;
  const before = new Map<string, unknown>(Object.entries(state.config));
  const now = new Map<string, unknown>(Object.entries(config));
  const differing = [...new Set([...before.keys(), ...now.keys()])]
    .filter((knob) => !FREE_KNOBS.has(knob) && before.get(knob) !== now.get(knob))
    .map((knob) => `${knob} (${shown(before.get(knob))} in the checkpoint, ${shown(now.get(knob))} now)`);
  if (differing.length === 0) return;
  throw new PlateauError(
    `The checkpoint of step ${state.step} belongs to another configuration: ${differing.join(', ')}.`,
    'Restore these knobs in config.json, or start a new run with the new ones.',
  );
}

/** All checkpoints in a `checkpoints` folder, newest first. */
function listCheckpoints(checkpoints: string): CheckpointFile[] {
  if (!existsSync(checkpoints)) return [];
  return readdirSync(checkpoints)
    .flatMap((name) => {
      const step = NAME.exec(name)?.[1];
      return step === undefined ? [] : { file: join(checkpoints, name), step: Number(step) };
    })
    .sort((left, right) => right.step - left.step);
}

/** The newest checkpoint of a run; what a killed writer left behind does not count. */
export function latestCheckpoint(folder: string): CheckpointFile | undefined {
  return listCheckpoints(runPaths(folder).checkpoints)[0];
}

/** The checkpoint that was written at the beginning of an epoch, if it is still there. */
export function checkpointOfEpoch<State extends CheckpointState>(
  folder: string,
  schema: z.ZodType<State>,
  epoch: number,
): string | undefined {
  return listCheckpoints(runPaths(folder).checkpoints).find(({ file }) => {
    const { state } = readCheckpoint(file, schema);
    return state.epoch === epoch && state.stepInEpoch === 0;
  })?.file;
}

function digestField(digest: string): string {
  return `"sha256":"${digest}"`;
}

/** Removes all but the `keep` newest up to `step` and those named in `also`, and those of later steps. */
function prune(checkpoints: string, step: number, keep: number, also: ReadonlySet<string>): void {
  const all = listCheckpoints(checkpoints);
  const kept = all
    .filter((checkpoint) => checkpoint.step <= step)
    .filter(({ file }, index) => index < keep || also.has(basename(file)));
  for (const checkpoint of all) if (!kept.includes(checkpoint)) rmSync(checkpoint.file);
}

/**
 * Writes a checkpoint, then removes all but the `keep` newest and those whose file names are in `also`. Those of later steps go as well: they belong
 * to a future that a resume from an older checkpoint has left. Returns the file.
 */
export function writeCheckpoint<State extends CheckpointState>(
  folder: string,
  schema: z.ZodType<State>,
  checkpoint: Checkpoint<State>,
  keep: number,
  also: ReadonlySet<string> = new Set(),
): string {
  const state = parseOrExplain(schema, checkpoint.state, 'the checkpoint state');
  const metadata = { sha256: NO_DIGEST, state: JSON.stringify(state) };
  const bytes = Buffer.from(encodeSafetensors(checkpoint.tensors, metadata));
  bytes.write(digestField(sha256(bytes)), bytes.indexOf(digestField(NO_DIGEST)));

  const { checkpoints } = runPaths(folder);
  removeTemporaries(checkpoints);
  const file = join(checkpoints, `step-${String(state.step).padStart(8, '0')}.safetensors`);
  writeDurably(file, bytes);
  prune(checkpoints, state.step, keep, also);
  return file;
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new PlateauError(
      `${file} cannot be read (${errorCode(error) ?? String(error)}).`,
      'Give a checkpoint file.',
    );
  }
}

/** The digest covers every byte of the file but its own, which counts as zeros. */
function assertDigest(bytes: Buffer, digest: string | undefined, file: string): void {
  const field = digestField(digest ?? '');
  const at = bytes.indexOf(field);
  const blank = Buffer.from(bytes);
  if (at >= 0) blank.write(digestField(NO_DIGEST), at);
  if (at < 0 || sha256(blank) !== digest)
    throw new PlateauError(`${file} is damaged: its SHA-256 is not the one it was written with.`, '');
}

/** Tensors and state of an undamaged file. */
function decodeCheckpoint(file: string): { tensors: StoredTensors; state: unknown } {
  const bytes = readBytes(file);
  const { tensors, metadata } = decodeSafetensors(bytes, file);
  assertDigest(bytes, metadata.sha256, file);
  const state: unknown = JSON.parse(metadata.state ?? 'null');
  return { tensors, state };
}

function isIntact(file: string): boolean {
  try {
    decodeCheckpoint(file);
    return true;
  } catch {
    return false;
  }
}

/** What to do about a checkpoint that cannot be used: take the newest intact one before it. */
function remedyFor(file: string): string {
  const step = Number(NAME.exec(basename(file))?.[1] ?? Infinity);
  const older = listCheckpoints(dirname(file)).find((other) => other.step < step && isIntact(other.file));
  return older === undefined
    ? 'There is no intact checkpoint before it: start the run again.'
    : `Go on from the one before it: plateau resume <run> --from ${older.file}`;
}

/** Reads and verifies a checkpoint; if it is damaged, the error names the older one that can be used. */
export function readCheckpoint<State extends CheckpointState>(
  file: string,
  schema: z.ZodType<State>,
): Checkpoint<State> {
  try {
    const { tensors, state } = decodeCheckpoint(file);
    return { tensors, state: parseOrExplain(schema, state, `the state in ${file}`) };
  } catch (error) {
    if (!(error instanceof PlateauError)) throw error;
    throw new PlateauError(error.message, remedyFor(file));
  }
}
