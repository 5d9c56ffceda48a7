/**
 * What a search computes with until its supernet changes: most searches have one unit from beginning to end.
 * A new stage, operations that a method removes, and knobs that its rules change make a new one.
 */
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import { stageAt, type StagePlace } from '../../../src-shared/run/stages.ts';
import type { DatasetInfo } from '../dataset/datasetInfo.ts';
import { rulesOf } from '../methods/registry.ts';
import { type RuleStates, startOfRules } from '../methods/ruleStates.ts';
import { listOf, mapped } from '../supernet/tensors.ts';
import type { ActiveOperations } from '../supernet/spec.ts';
import type { TensorData } from '../tensorflow/variables.ts';
import { carriedState } from './carriedState.ts';
import { CompiledSearch } from './compiledSearch.ts';
import type { Progress } from './progress.ts';
import { type Loaders, openLoaders, type Split, stepsOf } from './runData.ts';
import type { StateName } from './state.ts';

export interface Unit {
  /** The configuration with what holds now: of the stage, and of the method's rules. */
  readonly config: SearchConfig;
  readonly place: StagePlace;
  readonly compiled: CompiledSearch;
  readonly loaders: Loaders;
  readonly stepsPerEpoch: number;
}

export interface UnitContext {
  readonly config: SearchConfig;
  readonly info: DatasetInfo;
  readonly datasetFolder: string;
  readonly split: Split;
  /** Builds a graph and tells of it. */
  readonly built: (build: () => CompiledSearch, stepsPerEpoch: number) => CompiledSearch;
}

export class Units {
  readonly #context: UnitContext;
  #current: (Unit & { readonly key: string }) | undefined;

  constructor(context: UnitContext) {
    this.#context = context;
  }

  get current(): Unit {
    if (!this.#current) throw new Error('no unit was entered');
    return this.#current;
  }

  /**
   * The unit of the epoch that comes next. `stored`: the state of a checkpoint, else it goes on from the unit
   * before, or starts anew where the stage says so.
   */
  async enter(
    progress: Progress,
    stored?: (compiled: CompiledSearch) => TensorData<StateName>,
  ): Promise<Unit> {
    const { config: whole, info, datasetFolder, split, built } = this.#context;
    progress.method = { ...startOfRules(whole), ...progress.method };
    const { place, config, active } = whatHolds(whole, progress);
    const key = JSON.stringify([place.index, config, active]);
    const before = this.#current;
    if (before?.key === key && !stored) return before;

    const stepsPerEpoch = stepsOf(config, split);
    const previous = before && { net: before.compiled.net, state: before.compiled.read() };
    before?.compiled.session.dispose();
    const compiled = built(
      () => new CompiledSearch(config, info, info.classes.length, { active }),
      stepsPerEpoch,
    );
    const sameData = before?.config.batch === config.batch;
    if (before && !sameData) await closeLoaders(before.loaders);
    const loaders = before && sameData ? before.loaders : openLoaders(config, datasetFolder, split);
    this.#current = { key, config, place, compiled, loaders, stepsPerEpoch };
    if (stored) compiled.load(stored(compiled));
    else {
      const initial = compiled.initialState(stageSeed(config.seed, place.index));
      const goesOn = previous !== undefined && !(place.fresh && place.begins === progress.epoch);
      if (!goesOn) progress.alphaSteps = 0;
      compiled.load(goesOn ? carriedState(previous, compiled.net, initial) : initial);
    }
    return this.#current;
  }

  async close(): Promise<void> {
    if (this.#current) await closeLoaders(this.#current.loaders);
  }
}

interface Holding {
  readonly place: StagePlace;
  readonly config: SearchConfig;
  readonly active: ActiveOperations | undefined;
}

/** Stage, knobs and operations of the epoch that comes next. */
export function whatHolds(
  whole: SearchConfig,
  { epoch, method }: { readonly epoch: number; readonly method: RuleStates },
): Holding {
  const place = stageAt(whole, epoch);
  const rules = rulesOf(place.config);
  const active = both(rules.flatMap(({ name, active: of }) => of?.(method[name]) ?? []));
  const config = rules.reduce<SearchConfig>(
    (all, { name, knobs }) => ({ ...all, ...knobs?.(method[name], place.config) }),
    place.config,
  );
  return { place, config, active };
}

/** The same of the first epoch, and what the rules remember then. */
export function holdsAtStart(whole: SearchConfig): Holding & { readonly method: RuleStates } {
  const method = startOfRules(whole);
  return { ...whatHolds(whole, { epoch: 0, method }), method };
}

/** A stage that starts anew draws other weights than the one before. */
function stageSeed(seed: number, stage: number): number {
  return seed + stage * 1_000_003;
}

async function closeLoaders({ train, alpha, measure }: Loaders): Promise<void> {
  await Promise.all([train.close(), alpha.close(), measure.close()]);
}

/** What all of them leave; undefined where that is everything. */
function both(all: readonly ActiveOperations[]): ActiveOperations | undefined {
  const [first, ...others] = all;
  if (!first) return undefined;
  const left = mapped(first, (rows, type) =>
    rows.map((row, edge) => row.map((there, k) => there && others.every((other) => other[type][edge]![k]!))),
  );
  return listOf(left).every((rows) => rows.every((row) => row.every(Boolean))) ? undefined : left;
}
