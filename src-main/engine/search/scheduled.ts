/** Numbers that change from epoch to epoch and that the graph is fed with, by name. */
import { listed } from '../../../src-shared/methods/methodKnobs.ts';
import { searchDropPathAt, skipDropoutAt } from '../../../src-shared/methods/searchDropPath.ts';
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import { METHODS } from '../methods/registry.ts';
import type { Value } from '../tensorflow/graph.ts';
import type { Feeds, GraphBuilder } from '../tensorflow/session.ts';

type Numbered = Readonly<Record<string, number>>;

/** What of the supernet changes over the epochs of a stage, as far as the configuration asks for it. */
function structureSchedule(config: SearchConfig, epoch: number): Numbered {
  const { auxiliarySkip, dropPath, skipDropout, epochs } = config;
  const [dropout = 0] = listed(skipDropout);
  return {
    ...(auxiliarySkip > 0 ? { auxiliarySkip: auxiliarySkip * (1 - epoch / epochs) } : {}),
    ...(dropPath > 0 ? { keepEdge: 1 - searchDropPathAt(config, epoch) } : {}),
    ...(dropout > 0 ? { keepSkip: 1 - skipDropoutAt(dropout, config, epoch) } : {}),
  };
}

/** All numbers of an epoch; `epoch` counts within the stage whose configuration this is. */
export function scheduleOf(config: SearchConfig, epoch: number): Numbered {
  const { schedule, alphaRates } = METHODS[config.method];
  const rates = alphaRates?.(config, epoch);
  return {
    ...structureSchedule(config, epoch),
    ...schedule?.(config, epoch),
    ...(rates ? { 'alphaRate.operations': rates.operations, 'alphaRate.edges': rates.edges } : {}),
  };
}

/** What a run of the graph is fed with for an epoch. */
export function scheduleFeeds(config: SearchConfig, epoch: number): Feeds {
  return Object.fromEntries(
    Object.entries(scheduleOf(config, epoch)).map(([name, value]) => [
      `schedule.${name}`,
      Float64Array.of(value),
    ]),
  );
}

/** The inputs of a graph that bring them. */
export class Scheduled {
  readonly #inputs: ReadonlyMap<string, Value>;

  constructor(builder: GraphBuilder, config: SearchConfig) {
    this.#inputs = new Map(
      Object.keys(scheduleOf(config, 0)).map((name) => [name, builder.input(`schedule.${name}`, [])]),
    );
  }

  has(name: string): boolean {
    return this.#inputs.has(name);
  }

  readonly number = (name: string): Value => {
    const input = this.#inputs.get(name);
    if (!input) throw new Error(`nothing schedules "${name}"`);
    return input;
  };

  /** Weight of the extra skip connection, where there is one. */
  get auxiliary(): Value | undefined {
    return this.#inputs.get('auxiliarySkip');
  }
}
