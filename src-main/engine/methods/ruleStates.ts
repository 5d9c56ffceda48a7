/** What the rules of a search remember, by their name, and what they feed a step with. */
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import type { Supernet } from '../supernet/spec.ts';
import type { Feeds } from '../tensorflow/session.ts';
import { rulesOf } from './registry.ts';

/** A part of every checkpoint. */
export type RuleStates = Readonly<Record<string, unknown>>;

/** What they remember at the start. */
export function startOfRules(config: SearchConfig): RuleStates {
  return Object.fromEntries(rulesOf(config).map(({ name, start }) => [name, start(config)]));
}

/** What they feed the next step with. */
export function fedByRules(config: SearchConfig, states: RuleStates, net: Supernet): Feeds {
  return rulesOf(config).reduce<Feeds>(
    (all, { name, feeds }) => ({ ...all, ...feeds?.(states[name], net) }),
    {},
  );
}
