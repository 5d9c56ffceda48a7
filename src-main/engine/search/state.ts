/**
 * What a search learns and carries from step to step. `SearchValues` is the state as values of the graph: a
 * step is a function from old to new.
 */
import type { Supernet } from '../supernet/spec.ts';
import type { RunningStatistics } from '../supernet/pass.ts';
import { each, mapped, type Tensors } from '../supernet/tensors.ts';
import type { Node, Shape, Value } from '../tensorflow/graph.ts';
import type { GraphBuilder, Program } from '../tensorflow/session.ts';
import { type Shapes, variablePrograms, Variables } from '../tensorflow/variables.ts';
import type { WeightValues } from '../training/sgd.ts';

export interface ArchitectureValues {
  readonly alpha: Value;
  /** First and second moment of Adam. */
  readonly m: Value;
  readonly v: Value;
}

export interface SearchValues {
  readonly weights: WeightValues;
  readonly running: RunningStatistics;
  readonly architecture: Tensors<ArchitectureValues>;
  /** What a method remembers from step to step, by name. */
  readonly memory: Readonly<Record<string, Value>>;
}

/** Tensors that a method remembers from step to step. */
export type MemoryShapes = Readonly<Record<string, Shape>>;

/** Names of the state, as in checkpoints. */
export type StateName =
  | 'w'
  | 'momentum'
  | 'mean'
  | 'variance'
  | `alpha.${string}`
  | `adam.${'m' | 'v'}.${string}`
  | `memory.${string}`;

export function stateShapes(net: Supernet, memory: MemoryShapes = {}): Shapes<StateName> {
  const { size, statistics } = net.parameters;
  return {
    ...Object.fromEntries(Object.entries(memory).map(([name, shape]) => [`memory.${name}`, shape])),
    w: [size],
    momentum: [size],
    mean: [statistics],
    variance: [statistics],
    ...Object.fromEntries(
      net.alphas.flatMap(({ name, rows, logits }) =>
        logitStates(name).map((state) => [state, [rows, logits]] as const),
      ),
    ),
  };
}

/** What is kept of a tensor of logits: its values and the moments of Adam. */
export function logitStates(tensor: string): (`alpha.${string}` | `adam.${'m' | 'v'}.${string}`)[] {
  return [`alpha.${tensor}`, `adam.m.${tensor}`, `adam.v.${tensor}`];
}

/** Programs that load the whole state and that read it. */
export function statePrograms(net: Supernet, memory?: MemoryShapes): Program[] {
  return variablePrograms(stateShapes(net, memory));
}

export class SearchState {
  readonly values: SearchValues;
  readonly #variables: Variables<StateName>;

  constructor(builder: GraphBuilder, net: Supernet, memory: MemoryShapes = {}) {
    const variables = new Variables(builder, stateShapes(net, memory));
    this.#variables = variables;
    this.values = {
      weights: { w: variables.value('w'), momentum: variables.value('momentum') },
      running: { mean: variables.value('mean'), variance: variables.value('variance') },
      architecture: each(net.alphas, ({ name }) => ({
        alpha: variables.value(`alpha.${name}`),
        m: variables.value(`adam.m.${name}`),
        v: variables.value(`adam.v.${name}`),
      })),
      memory: Object.fromEntries(
        Object.keys(memory).map((name) => [name, variables.value(`memory.${name}`)]),
      ),
    };
  }

  /** Nodes that store `next`. */
  store({ weights, running, architecture, memory = {} }: Partial<SearchValues>): Node[] {
    return this.#variables.store({
      ...Object.fromEntries(Object.entries(memory).map(([name, value]) => [`memory.${name}`, value])),
      ...weights,
      ...running,
      ...named('alpha', (values) => values.alpha, architecture),
      ...named('adam.m', (values) => values.m, architecture),
      ...named('adam.v', (values) => values.v, architecture),
    });
  }
}

function named(
  part: string,
  pick: (values: ArchitectureValues) => Value,
  architecture: Tensors<ArchitectureValues> = {},
): Readonly<Record<string, Value>> {
  return Object.fromEntries(
    Object.entries(mapped(architecture, pick)).map(([name, value]) => [`${part}.${name}`, value]),
  );
}
