/** What the recorders of all kinds of runs share: phases, and the end of a training that diverged. */
import { PlateauError } from '../../../src-shared/errors.ts';
import { measured, type RunEvent } from '../../../src-shared/run/events.ts';
import { stamp } from './stamp.ts';

/** At most one progress event for a long phase in this many milliseconds. */
const PHASE_INTERVAL = 1000;

export interface Timing {
  readonly seconds: number;
  readonly dataWait: number;
}

export class EventWriter {
  readonly append: (event: RunEvent) => void;
  #epochBegan = performance.now();
  #lastPhase = 0;

  constructor(append: (event: RunEvent) => void) {
    this.append = append;
  }

  phase({ step }: { readonly step: number }, label: string, done: number, total: number): void {
    const now = performance.now();
    if (now - this.#lastPhase < PHASE_INTERVAL) return;
    this.#lastPhase = now;
    this.append({ type: 'progress', ...stamp(step), label: `${label} ${done} of ${total} batches` });
  }

  /** Seconds since the last epoch's end, or the beginning. */
  epochSeconds(): number {
    const now = performance.now();
    const seconds = (now - this.#epochBegan) / 1000;
    this.#epochBegan = now;
    return seconds;
  }

  /** Ends a training one of whose quantities is no longer a number. */
  refuseNotFinite(step: number, quantities: Readonly<Record<string, number>>): void {
    for (const [quantity, value] of Object.entries(quantities)) {
      if (Number.isFinite(value)) continue;
      this.append({ type: 'notFinite', ...stamp(step), quantity, value: measured(value) });
      throw new PlateauError(
        `The training diverged: ${quantity} became ${value} at step ${step}.`,
        'Start again with a lower learning rate; the last checkpoint holds the state before it.',
      );
    }
  }
}
