/** What speaks against a configuration. */
import type { SearchConfig } from './searchKnobs.ts';

export interface Refusal {
  /** The knob beside which it is told. */
  readonly knob: keyof SearchConfig;
  /** Value and bound; a sentence without its full stop. */
  readonly message: string;
  readonly remedy: string;
}

export type RefusalRule = (config: SearchConfig) => Refusal | undefined;

export function refusing(when: boolean, refusal: Refusal): Refusal | undefined {
  return when ? refusal : undefined;
}
