/**
 * What a method decides between steps and after epochs, on the host: which operations are still there, which
 * knobs change, what is fed to the step. Its state is plain JSON and part of every checkpoint.
 */
import type { z } from 'zod';
import type { SeededRandom } from '../../../src-shared/random.ts';
import type { SearchConfig } from '../../../src-shared/run/config.ts';
import type { StagePlace } from '../../../src-shared/run/stages.ts';
import type { SearchSpace } from '../../../src-shared/space/searchSpaces.ts';
import type { Space } from '../../../src-shared/space/spaces.ts';
import type { Supernet } from '../supernet/spec.ts';
import type { PerCell } from '../supernet/perCell.ts';
import type { ActiveOperations } from '../supernet/spec.ts';
import type { Tensors } from '../supernet/tensors.ts';
import type { Feeds, Numbers } from '../tensorflow/session.ts';

/** Rows of numbers by tensor of logits. */
export type TensorRows = Tensors<readonly (readonly number[])[]>;

/** The same of cells with operations on their edges, [edges][K] per cell type. */
export type Rows = PerCell<readonly (readonly number[])[]>;

export interface Score {
  readonly loss: number;
  readonly accuracy: number;
}

/** An architecture on the host, in any space. */
export interface FoundArchitecture {
  readonly config: SearchConfig;
  readonly space: SearchSpace;
  /** Logits of what a row chooses from. */
  readonly alphas: TensorRows;
  /** Logits of the edges [edges], where the method has them. */
  readonly edges: Tensors<readonly number[]> | undefined;
  /** Weights of what a row chooses from, times those of the edges. */
  readonly weights: TensorRows;
  /** What the method's rules remember. */
  readonly state: unknown;
  /** Loss and accuracy on the validation images at these weights, batch norm in eval mode. */
  readonly measure: (points: readonly TensorRows[]) => Score[];
  /** Draws of this epoch. */
  readonly random: SeededRandom;
}

/** The same in a space of cells with operations on their edges. */
export interface Discretisation extends FoundArchitecture {
  readonly space: Space;
  readonly alphas: Rows;
  readonly edges: PerCell<readonly number[]> | undefined;
  readonly weights: Rows;
}

export interface EpochContext extends Discretisation {
  /** Epoch of the run that has just ended. */
  readonly epoch: number;
  /** The stage that it was in, and the one of the epoch to come (undefined: it was the last). */
  readonly place: StagePlace;
  readonly next: StagePlace | undefined;
  /** As `measure`, batch norm in train mode. */
  readonly measureTraining: (points: readonly TensorRows[]) => Score[];
}

interface RuleHooks<State> {
  /** Key in a checkpoint. */
  readonly name: string;
  /** What is remembered at the start. */
  readonly start: (config: SearchConfig) => State;
  /** Which operations are there; undefined: all. */
  readonly active?: (state: State) => ActiveOperations | undefined;
  /** Knobs that hold from the next epoch on. */
  readonly knobs?: (state: State, config: SearchConfig) => Partial<SearchConfig>;
  /** What the method's graph hooks are fed with (`fed`). */
  readonly feeds?: (state: State, net: Supernet) => Feeds;
  /** Recorded values (`record`) that `afterStep` reads. */
  readonly outputs?: readonly string[];
  readonly afterStep?: (
    state: State,
    seen: Readonly<Record<string, Numbers>>,
    config: SearchConfig,
    net: Supernet,
  ) => State;
  readonly afterEpoch?: (state: State, context: EpochContext) => State;
}

/** The same with the state unknown: as the search loop handles rules of any method. */
export type Rules = RuleHooks<unknown>;

/** Rules whose state has this schema; a state that is read from a checkpoint is checked. */
export function rules<State>(schema: z.ZodType<State>, hooks: RuleHooks<State>): Rules {
  const { name, start, active, knobs, feeds, outputs, afterStep, afterEpoch } = hooks;
  return {
    name,
    start,
    ...(outputs ? { outputs } : {}),
    ...(active ? { active: (state) => active(schema.parse(state)) } : {}),
    ...(knobs ? { knobs: (state, config) => knobs(schema.parse(state), config) } : {}),
    ...(feeds ? { feeds: (state, net) => feeds(schema.parse(state), net) } : {}),
    ...(afterStep ? { afterStep: (state, ...rest) => afterStep(schema.parse(state), ...rest) } : {}),
    ...(afterEpoch ? { afterEpoch: (state, context) => afterEpoch(schema.parse(state), context) } : {}),
  };
}
