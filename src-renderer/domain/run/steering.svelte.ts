/** Pause, stop and resume of one run, shown as done at once and taken back when the host refuses. */
import { toast } from 'svelte-sonner';
import type { RunState, RunSummary } from '../../../src-shared/contract/runs.ts';
import { describeError } from '../../../src-shared/errors.ts';
import { client } from '../../state/client.ts';
import { runs } from '../../state/runs.svelte.ts';
import { applicable, CONTROL_NAMES, CONTROLS, type Control } from '../runs/deeds.ts';

const UNDER_WAY = { pause: 'Pausing…', stop: 'Stopping…', resume: 'Resuming…' } as const satisfies Record<
  Control,
  string
>;

export interface Steering {
  /** What was asked and has not happened yet, in words: a step in progress is finished first. */
  readonly underWay: string | undefined;
  /** What can be asked now. */
  readonly controls: readonly Control[];
  readonly steer: (control: Control) => Promise<void>;
}

/** The controls of the run that `run` gives. */
export function createSteering(run: () => RunSummary): Steering {
  let asked = $state.raw<{ readonly control: Control; readonly from: RunState }>();
  const pending = $derived(asked !== undefined && run().state === asked.from ? asked.control : undefined);

  return {
    get underWay() {
      return pending === undefined ? undefined : UNDER_WAY[pending];
    },
    get controls() {
      return CONTROL_NAMES.filter((control) => applicable(control, [run()]).length > 0);
    },
    async steer(control) {
      asked = { control, from: run().state };
      try {
        runs.apply([await client.invoke(`runs.${control}`, { run: run().id })], []);
      } catch (error) {
        asked = undefined;
        toast.error(`${CONTROLS[control].title}: the host refused`, { description: describeError(error) });
      }
    },
  };
}
