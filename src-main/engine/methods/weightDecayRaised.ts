/**
 * DARTS-ADA (arXiv 1909.09656; automl/RobustDARTS, early_stop 3): when the eigenvalue rule would end the
 * search, it goes back to the epoch that the rule chose and goes on with a larger weight decay.
 */
import { z } from 'zod';
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import { rules } from './rules.ts';

const NAME = 'weightDecayRaised';

const schema = z.strictObject({
  times: z.int().min(0),
  since: z.int().min(0).describe('first epoch whose eigenvalue counts again'),
});

export const weightDecayRaised = rules(schema, {
  name: NAME,
  start: () => ({ times: 0, since: 0 }),
  knobs: ({ times }, { weightDecay, stopDecayFactor }) => ({
    weightDecay: weightDecay * stopDecayFactor ** times,
  }),
});

type MethodState = Readonly<Record<string, unknown>>;

function stateIn(method: MethodState): z.infer<typeof schema> {
  return method[NAME] === undefined ? { times: 0, since: 0 } : schema.parse(method[NAME]);
}

/** First epoch whose eigenvalue counts for the stop rule. */
export function eigenvaluesSince(method: MethodState): number {
  return stateIn(method).since;
}

/** The state of the rules after going back to `epoch`; undefined where the weight decay is at its largest. */
export function raised(method: MethodState, config: SearchConfig, epoch: number): MethodState | undefined {
  const { stopAction, weightDecay, stopDecayFactor, stopDecayMost } = config;
  const times = stateIn(method).times + 1;
  if (stopAction !== 'regularise' || weightDecay * stopDecayFactor ** times > stopDecayMost) return undefined;
  return { ...method, [NAME]: { times, since: epoch + 1 } };
}
