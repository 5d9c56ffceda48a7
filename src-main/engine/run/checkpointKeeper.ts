/** Writes the checkpoints of a run when they are due, and hears when it shall end. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { z } from 'zod';
import { PlateauError } from '../../../src-shared/errors.ts';
import { mapTensors, type Shapes, type TensorData } from '../tensorflow/variables.ts';
import { type Checkpoint, type CheckpointState, writeCheckpoint } from './checkpoint.ts';
import { clearControl, pendingControl } from './control.ts';
import type { RunRequest } from './runRequest.ts';
import type { StoredTensors } from './safetensors.ts';
import { stamp } from './stamp.ts';

/** What a compiled run holds in variables. */
export interface Stateful<Name extends string> {
  readonly shapes: Shapes<Name>;
  readonly read: () => TensorData<Name>;
}

interface Kept<Name extends string, State extends CheckpointState> {
  readonly compiled: Stateful<Name>;
  readonly schema: z.ZodType<State>;
  /** Everything of a checkpoint but the tensors, as of now. */
  readonly state: () => State;
  /** File names of those that stay beside the newest. */
  readonly alsoKept?: () => ReadonlySet<string>;
}

export class CheckpointKeeper<Name extends string, State extends CheckpointState> {
  readonly #request: RunRequest;
  readonly #kept: Kept<Name, State>;
  #last = performance.now();

  constructor(request: RunRequest, kept: Kept<Name, State>) {
    this.#request = request;
    this.#kept = kept;
  }

  /** Called between steps: writes a checkpoint when one is due; true when the run shall end here. */
  async pauseHere(): Promise<boolean> {
    await nextTurn();
    const { config, folder, log, signalled } = this.#request;
    const asked = signalled() ?? pendingControl(folder);
    if (asked) {
      const { step } = this.write(asked);
      log.append({ type: asked === 'stop' ? 'stopped' : 'paused', ...stamp(step) });
      log.flush();
      clearControl(folder);
      return true;
    }
    if (performance.now() - this.#last > config.checkpointMinutes * 60_000) this.write('time');
    return false;
  }

  write(reason: 'epoch' | 'time' | 'stop' | 'pause'): State {
    const { config, folder, log } = this.#request;
    const { compiled, schema, state: now, alsoKept } = this.#kept;
    const state = now();
    log.flush();
    const tensors: Record<string, StoredTensors[string]> = {};
    const data = compiled.read();
    for (const name in compiled.shapes)
      tensors[name] = { dtype: 'F32', shape: compiled.shapes[name], data: data[name] };
    const file = writeCheckpoint(folder, schema, { tensors, state }, config.keepCheckpoints, alsoKept?.());
    log.append({ type: 'checkpoint', ...stamp(state.step), epoch: state.epoch, file, reason });
    this.#last = performance.now();
    return state;
  }
}

/** The tensors of a checkpoint, checked against what the run needs. */
export function storedTensors<Name extends string>(
  { tensors }: Checkpoint,
  shapes: Shapes<Name>,
): TensorData<Name> {
  return mapTensors(shapes, (name) => {
    const data = tensors[name]?.data;
    if (data instanceof Float32Array) return data;
    throw new PlateauError(
      `The checkpoint has no tensor "${name}".`,
      'Resume from another checkpoint (--from).',
    );
  });
}
